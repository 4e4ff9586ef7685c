import { pino } from 'pino';
import type { Log } from '../domain/ports.ts';

/** Anything that looks like a key of ours or a provider's, wherever it turned up. */
const SECRETS =
  /\b(lk_(?:live|test)_|lkia_|lkadm_|sk-|sk_|gsk_|xai-|AIza|pplx-|fw_|key-)[A-Za-z0-9_-]{8,}|\bBearer\s+[^\s"',]{8,}/g;

/** Structured logging to standard error, one JSON object a line, with secrets taken out of every text at any depth. */
export function createLog({ level }: { level: string }): Log & { debug: Log['info'] } {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error'): Log['info'] =>
    (fields, message) => {
      if (logger.isLevelEnabled(method)) logger[method](redactFields(fields), redact(message));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export function redact(text: string): string {
  return text.replace(SECRETS, (found, prefix: string | undefined) => `${prefix ?? found.slice(0, 7)}[redacted]`);
}

function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redactValue(value)]));
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (value instanceof Error) return redact(value.stack ?? value.message);
  if (typeof value === 'object' && value !== null) return redactFields(Object.fromEntries(Object.entries(value)));
  return value;
}
