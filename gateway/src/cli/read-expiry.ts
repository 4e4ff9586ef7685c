import { parseExpiry } from '../config/parse-expiry.ts';
import { usageError } from './cli-error.ts';
import { parseDuration } from './parse-duration.ts';

/** The moment that `--expires` names, ms; undefined where it is not given. @throws CliError usage for what is past or no time */
export function readExpiry({
  text,
  nowMs,
}: {
  readonly text: string | undefined;
  readonly nowMs: number;
}): number | undefined {
  if (text === undefined) return undefined;
  const duration = parseDuration(text);
  const expiresAtMs = duration === undefined ? parseExpiry(text) : nowMs + duration;
  if (expiresAtMs !== undefined && expiresAtMs > nowMs) return expiresAtMs;
  throw usageError(`--expires ${text} is no time in the future.`, 'Write 30d, 12h, or a day such as 2027-01-31.');
}
