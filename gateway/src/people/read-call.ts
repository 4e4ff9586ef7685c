import type * as z from 'zod';
import type { ActOrigin } from '../domain/actor.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import { shownPlace } from '../domain/shown-name.ts';
import { findUnstorableText } from '../domain/unstorable-text.ts';

const MOST_BYTES = 64 * 1024;

/** One call, read and checked. */
export interface Call {
  readonly method: string;
  /** Below `/api/auth`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
  readonly from: ActOrigin;
}

/** The JSON body of a call; an empty object where there is none. @throws GatewayError */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return {};
  const [type = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  // Not only good manners: a form, or text, is what another site can send without asking first.
  if (type.trim() !== 'application/json') throw new GatewayError('unsupported_media_type');
  const text = await readText(request);
  if (text === '') return {};
  const body = parsed(text);
  const unstorable = findUnstorableText(body);
  if (unstorable === undefined) return body;
  throw new GatewayError('validation_error', {
    reason: 'invalid_fields',
    param: unstorable.join('.') || 'body',
    message: 'The body holds a NUL character or half of a surrogate pair, which cannot be kept.',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayError('validation_error', {
      reason: 'invalid_json',
      message: 'The request body is not valid JSON.',
    });
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new GatewayError('payload_too_large', { hint: 'Send at most 64 KiB.' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws GatewayError validation_error that names the first wrong field, and never repeats what was sent */
export function checked<Schema extends z.ZodType>({
  schema,
  body,
}: {
  schema: Schema;
  body: unknown;
}): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const param = shownPlace(unknown ?? (issue?.path.join('.') || 'body'));
  const reason = unknown === undefined ? 'invalid_fields' : 'unknown_field';
  throw new GatewayError('validation_error', { reason, param, message: `"${param}" is not valid here.` });
}
