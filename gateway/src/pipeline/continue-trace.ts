import { hash } from 'node:crypto';
import type { AttemptId } from '../domain/ids.ts';
import type { TraceContext } from '../domain/trace-context.ts';
import type { BuiltRequest } from './build-upstream-request.ts';

/**
 * An attempt as a step of its own in the caller's trace, which its provider may continue. Headers that the connection sets
 * by itself win. Without a trace nothing is added: providers learn nothing that the caller has not said.
 */
export function continueTrace({
  built,
  trace,
  attemptId,
}: {
  readonly built: BuiltRequest;
  readonly trace: TraceContext | undefined;
  readonly attemptId: AttemptId;
}): BuiltRequest {
  if (trace === undefined) return built;
  const { traceId, flags, state } = trace;
  const headers: Record<string, string> = { traceparent: `00-${traceId}-${parentIdOf(attemptId)}-${flags}` };
  if (state !== undefined) headers.tracestate = state;
  for (const name of Object.keys(built.request.headers)) delete headers[name.toLowerCase()];
  return { ...built, request: { ...built.request, headers: { ...headers, ...built.request.headers } } };
}

/** Of an attempt always the same, of two never; and what it is made from cannot be read from it. Never all zeros. */
export function parentIdOf(attemptId: AttemptId): string {
  return `${hash('sha256', attemptId, 'hex').slice(0, 15)}1`;
}
