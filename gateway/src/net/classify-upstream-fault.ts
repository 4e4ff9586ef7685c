import { errors } from 'undici';
import { EgressBlockedError } from './egress-guard.ts';
import { UpstreamFault, type UpstreamFaultKind, type UpstreamPhase } from './upstream-fault.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';

// Codes of Node (errno, OpenSSL names) and undici (UND_ERR_*).
const KIND_BY_CODE: Record<string, UpstreamFaultKind> = {
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  ESERVFAIL: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'connect_refused',
  EHOSTUNREACH: 'connect_refused',
  EHOSTDOWN: 'connect_refused',
  ENETUNREACH: 'connect_refused',
  EADDRNOTAVAIL: 'connect_refused',
  EACCES: 'connect_refused',
  EPERM: 'connect_refused',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  EPROTO: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_PURPOSE: 'tls',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ENOTCONN: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_INFO: 'reset',
  UND_ERR_HEADERS_OVERFLOW: 'limit',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'limit',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_ABORT: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
};

const KIND_BY_PREFIX: readonly [string, UpstreamFaultKind][] = [
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['CERT_', 'tls'],
  ['CRL_', 'tls'],
];

/** Maps whatever Node and undici throw to the few kinds that a caller decides on. Never looks at a message's text. */
export function classifyUpstreamFault({ error, phase }: { error: unknown; phase: UpstreamPhase }): UpstreamFault {
  return error instanceof UpstreamFault
    ? error
    : new UpstreamFault({ kind: kindOf(error, phase), phase, cause: error });
}

function kindOf(error: unknown, phase: UpstreamPhase): UpstreamFaultKind {
  if (error instanceof EgressBlockedError) return 'egress_blocked';
  if (error instanceof UpstreamLimitError) return 'limit';
  // The parser hands over the bytes that it choked on; without any, it was the end that came too early.
  if (error instanceof errors.HTTPParserError) return 'data' in error && error.data ? 'protocol' : 'reset';
  if (error instanceof errors.ResponseContentLengthMismatchError) return phase === 'body' ? 'reset' : 'protocol';
  const code = codeOf(error);
  if (code === undefined) return 'internal';
  if (code === 'ETIMEDOUT') return phase === 'connect' ? 'connect_timeout' : 'reset';
  return KIND_BY_CODE[code] ?? KIND_BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'internal';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Several addresses were tried, and each failed in its own way.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}
