import type { StreamFrame, UpstreamFault, UpstreamHeaders } from '../../domain/upstream.ts';

/** One thing that an upstream does. An answer whose steps run out without `end` or `fault` stalls until it is aborted. */
export type SandboxStep =
  | { readonly act: 'wait'; readonly ms: number }
  | { readonly act: 'headers'; readonly status: number; readonly headers: UpstreamHeaders }
  | { readonly act: 'frames'; readonly frames: readonly StreamFrame[] }
  | { readonly act: 'body'; readonly text: string }
  | { readonly act: 'end' }
  | { readonly act: 'fault'; readonly fault: UpstreamFault };

export const STREAM_HEADERS: SandboxStep = {
  act: 'headers',
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8' },
};

/** A whole answer in one piece. */
export function wholeAnswer(answer: {
  readonly status?: number;
  readonly headers?: UpstreamHeaders;
  readonly body: unknown;
}): readonly SandboxStep[] {
  return [
    {
      act: 'headers',
      status: answer.status ?? 200,
      headers: { 'content-type': 'application/json', ...answer.headers },
    },
    { act: 'body', text: JSON.stringify(answer.body) },
    { act: 'end' },
  ];
}

export function eventOf(data: unknown): SandboxStep {
  return { act: 'frames', frames: [{ event: undefined, data: JSON.stringify(data) }] };
}
