import { GatewayError } from '../../domain/gateway-error.ts';
import { shownName } from '../../domain/shown-name.ts';

const MAX_DEPTH = 64;
const MAX_NODES = 100_000;
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses JSON that is legal but hostile (RELIABILITY I2): too deep, too many values, keys that reach into prototypes,
 * and duplicate keys, which two parsers may read differently. A JSON Schema may name a property `constructor`, so the
 * content of `properties` is exempt from that one rule.
 * @throws GatewayError validation_error, `param` naming the place
 */
export function checkJsonShape({ text, value }: { text: string; value: unknown }): void {
  const seen: Seen = { nodes: 0, keys: 0 };
  walk({ value, depth: 0, seen, insideSchema: false, at: undefined });
  if (seen.keys !== countKeys(text)) {
    throw new GatewayError('validation_error', {
      reason: 'invalid_json',
      message: 'An object in the body has the same key twice.',
      hint: 'Send each key of an object once.',
    });
  }
}

interface Seen {
  nodes: number;
  keys: number;
}

/** Where a value stands, as a chain to the outermost one: a path is written only for what is refused. */
interface Place {
  readonly parent: Place | undefined;
  readonly step: string | number;
}

interface Step {
  readonly value: unknown;
  readonly depth: number;
  readonly seen: Seen;
  readonly insideSchema: boolean;
  readonly at: Place | undefined;
}

function walk({ value, depth, seen, insideSchema, at }: Step): void {
  seen.nodes++;
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw tooMuch({ reason: 'too_deep', limit: `${MAX_DEPTH} levels`, at });
  if (seen.nodes > MAX_NODES) throw tooMuch({ reason: 'too_many_items', limit: `${MAX_NODES} values`, at });
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null) {
        walk({ value: item, depth: depth + 1, seen, insideSchema, at: { parent: at, step: index } });
      } else seen.nodes++;
    }
    if (seen.nodes > MAX_NODES) throw tooMuch({ reason: 'too_many_items', limit: `${MAX_NODES} values`, at });
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    seen.keys++;
    if (UNSAFE_KEYS.has(key) && (key === '__proto__' || !insideSchema)) throw unsafeKey({ key, at });
    if (typeof item === 'object' && item !== null) {
      const inside = insideSchema || key === 'properties';
      walk({ value: item, depth: depth + 1, seen, insideSchema: inside, at: { parent: at, step: key } });
    } else seen.nodes++;
  }
}

function pathOf(at: Place | undefined): string {
  if (at === undefined) return '';
  const before = pathOf(at.parent);
  if (typeof at.step === 'number') return `${before}[${at.step}]`;
  return before === '' ? shownName(at.step) : `${before}.${shownName(at.step)}`;
}

function tooMuch({ reason, limit, at }: { reason: string; limit: string; at: Place | undefined }): GatewayError {
  const path = pathOf(at);
  return new GatewayError('validation_error', {
    reason,
    param: path === '' ? undefined : path,
    message: `The body is nested or filled beyond ${limit}.`,
    hint: 'Send a flatter or smaller body.',
  });
}

function unsafeKey({ key, at }: { key: string; at: Place | undefined }): GatewayError {
  const path = pathOf(at);
  return new GatewayError('validation_error', {
    reason: 'forbidden_field',
    param: path === '' ? key : `${path}.${key}`,
    message: `The key "${key}" is not accepted in a body.`,
    hint: 'Rename the key.',
  });
}

/** Counts object keys in JSON text that is known to be valid: strings that a colon follows. Jumps from quote to quote. */
function countKeys(text: string): number {
  let keys = 0;
  let at = text.indexOf('"');
  while (at !== -1) {
    let close = text.indexOf('"', at + 1);
    while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
    if (close === -1) return keys;
    let next = close + 1;
    while (text.charCodeAt(next) <= 32) next++;
    if (text.charCodeAt(next) === 58) keys++;
    at = text.indexOf('"', next);
  }
  return keys;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
  return backslashes % 2 === 1;
}
