import type { IncomingHttpHeaders } from 'node:http';
import type { TraceContext } from '../domain/trace-context.ts';

/** Version, trace-id, parent-id and flags. A later version may have more behind a further dash. */
const TRACE_PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ALL_ZEROS = /^0+$/;
/** Longer ones belong to a version that nobody has written yet. */
const MOST_CHARACTERS = 256;
/** Sampled, and a trace-id that was drawn at random: what level 2 knows. The others must not be sent on. */
const KNOWN_FLAGS = 0b11;

/**
 * The trace of a request, from `traceparent` and `tracestate` (https://www.w3.org/TR/trace-context-2/). Undefined where
 * there is none, or none that is valid: such a request is served as if it had said nothing.
 */
export function readTraceContext(headers: IncomingHttpHeaders): TraceContext | undefined {
  const parent = headers.traceparent;
  // Two of the header come here joined by a comma, and fit no form.
  if (typeof parent !== 'string' || parent.length > MOST_CHARACTERS) return undefined;
  const [, version = '', traceId = '', parentId = '', flags = '', more] = TRACE_PARENT.exec(parent) ?? [];
  const isVersion = version !== '' && version !== 'ff' && (version !== '00' || more === undefined);
  if (!isVersion || ALL_ZEROS.test(traceId) || ALL_ZEROS.test(parentId)) return undefined;
  const known = Number.parseInt(flags, 16) & KNOWN_FLAGS;
  return { traceId, flags: `0${known}`, state: readTraceState(headers.tracestate) };
}

const MOST_STATE_CHARACTERS = 512;
const MOST_MEMBERS = 32;
const MEMBER_KEY = /^[a-z0-9][a-z0-9_*/@-]{0,255}$/;
const MEMBER_VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** As it was sent, or not at all: whoever cuts it has to know what its parts mean. */
function readTraceState(sent: string | readonly string[] | undefined): string | undefined {
  if (sent === undefined) return undefined;
  const state = String(sent);
  if (state.length > MOST_STATE_CHARACTERS) return undefined;
  const members = state
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  const keys = new Set(members.map((member) => member.split('=', 1)[0]));
  const isValid =
    members.length > 0 && members.length <= MOST_MEMBERS && keys.size === members.length && members.every(isMember);
  return isValid ? state : undefined;
}

function isMember(member: string): boolean {
  const equals = member.indexOf('=');
  return equals > 0 && MEMBER_KEY.test(member.slice(0, equals)) && MEMBER_VALUE.test(member.slice(equals + 1));
}
