import { parseExpiry } from './parse-expiry.ts';

const DAY_MS = 86_400_000;

/** The moment, ms, from which something counts: a day without a time begins with that day, UTC. Undefined: no moment. */
export function parseStart(text: string): number | undefined {
  const endMs = parseExpiry(text);
  if (endMs === undefined || text.includes('T')) return endMs;
  return endMs + 1 - DAY_MS;
}
