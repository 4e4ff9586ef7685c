import { readSse } from '../scenarios/start-test-gateway.ts';
import type { CellEnd } from './expected-end.ts';
import { FAULTY_TEXT } from './matrix-dialects.ts';

export const GOOD_TEXT = 'the second attempt';

/** What the caller of one cell saw. */
export async function observeEnd({ response, isStream }: { response: Response; isStream: boolean }): Promise<CellEnd> {
  if (response.status !== 200) return `${response.status} ${codeOf(await response.text())}`;
  if (!isStream) {
    const body = parsed(await response.text());
    return whose({ text: String(body.content), attempt: attemptOf(body) });
  }
  const events = await readSse(response);
  const deltas = events.filter(({ event }) => event === undefined || event === 'reasoning');
  const text = deltas.map(({ data }) => (data === '[DONE]' ? '' : String(parsed(data).delta))).join('');
  const [beforeLast, last] = events.slice(-2);
  if (last?.event === 'error') return brokenOff({ text, data: last.data, isDone: deltas.some(isDone) });
  if (beforeLast?.event !== 'final' || !isDone(last)) return 'the stream just stopped';
  return whose({ text, attempt: attemptOf(parsed(beforeLast.data)) });
}

function isDone(event: { readonly data: string } | undefined): boolean {
  return event?.data === '[DONE]';
}

function brokenOff({ text, data, isDone }: { text: string; data: string; isDone: boolean }): CellEnd {
  if (isDone) return 'an error event beside an end marker';
  // A stream that never ends repeats its last word.
  const isOurs = text !== '' && (FAULTY_TEXT.startsWith(text) || text.startsWith(FAULTY_TEXT));
  return isOurs ? `error event: ${codeOf(data)}` : `an error event behind ${JSON.stringify(text)}`;
}

function whose({ text, attempt }: { text: string; attempt: unknown }): CellEnd {
  // What was no valid UTF-8 stands as replacement characters.
  if (attempt === 1 && text.replace(/\ufffd+/, '🙂') === FAULTY_TEXT) return 'A answers';
  if (attempt === 2 && text === GOOD_TEXT) return 'B answers';
  return `attempt ${attempt} answers ${JSON.stringify(text)}`;
}

function codeOf(body: string): string {
  const { error, reason } = parsed(body);
  return `${error}/${reason}`;
}

function attemptOf({ route }: Record<string, unknown>): unknown {
  return typeof route === 'object' && route !== null && 'attempt' in route ? route.attempt : undefined;
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
