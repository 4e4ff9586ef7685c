import * as z from 'zod';
import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { contentBinding, type RequestContent, type StoredContent } from '../../../domain/request-content.ts';
import type { RequestRecord } from '../../../domain/request-record.ts';
import { VaultError } from '../../../domain/vault.ts';
import type { ControlDeps } from '../control-deps.ts';

export const contentParams = z.strictObject({ requestId: z.string().max(100) });

/** What is kept of a request, in clear. */
export interface OpenContent {
  readonly requestId: string;
  readonly content: RequestContent;
  /** Undefined: the log does not have it (yet). */
  readonly record: RequestRecord | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

interface Wanted {
  readonly deps: Pick<ControlDeps, 'store' | 'vault' | 'journalCaughtUp'>;
  readonly workspace: WorkspaceDefinition;
  readonly requestId: string;
  readonly nowMs: number;
}

/** @throws GatewayError not_found, whose reason says why there is none */
export async function openContent(wanted: Wanted): Promise<OpenContent> {
  const { deps, workspace, requestId, nowMs } = wanted;
  const { stored, record } = await look(wanted);
  if (stored === undefined || stored.expiresAtMs <= nowMs) {
    if (record === undefined && stored === undefined) throw noSuchRequest();
    throw whyNone({ record, expired: stored !== undefined, nowMs });
  }
  if (stored.state !== 'kept') throw stored.state === 'deleted' ? DELETED() : TOO_LARGE();
  const content = unsealed({ sealed: stored.sealed, vault: deps.vault, requestId, workspaceId: workspace.id });
  return { requestId, content, record, createdAtMs: stored.createdAtMs, expiresAtMs: stored.expiresAtMs };
}

/** What was written a moment ago may be in the journal still. */
async function look({ deps, workspace, requestId }: Wanted): Promise<{
  readonly stored: StoredContent | undefined;
  readonly record: RequestRecord | undefined;
}> {
  const found = async () => {
    const stored = await deps.store.contents.find({ workspaceId: workspace.id, requestId });
    const record = await deps.store.findRequest({ requestId });
    return { stored, record: record?.workspaceId === workspace.id ? record : undefined };
  };
  const first = await found();
  if (first.stored !== undefined && first.record !== undefined) return first;
  if (first.record !== undefined && first.record.contentUntilMs === undefined) return first;
  await deps.journalCaughtUp().catch(() => {});
  return found();
}

const contentSchema: z.ZodType<RequestContent> = z.object({
  endpoint: z.string(),
  body: z.string(),
  answerState: z.enum(['kept', 'partial', 'none', 'not_kept', 'too_large']),
  answer: z
    .discriminatedUnion('operation', [
      z.object({
        operation: z.literal('chat'),
        content: z.string(),
        reasoning: z.string(),
        toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
        finishReason: z.string().optional().transform(orUndefined),
        model: z.string().optional().transform(orUndefined),
      }),
      z.object({
        operation: z.literal('image'),
        images: z.array(
          z.object({
            url: z.string().exactOptional(),
            b64_json: z.string().exactOptional(),
            revised_prompt: z.string().exactOptional(),
          }),
        ),
        model: z.string().optional().transform(orUndefined),
      }),
    ])
    .optional()
    .transform(orUndefined),
});

// JSON has no undefined: such a field is absent in the sealed text, and is undefined again here.
function orUndefined<Value>(value: Value | undefined): Value | undefined {
  return value;
}

function unsealed({
  sealed,
  vault,
  ...about
}: {
  readonly sealed: string;
  readonly vault: Pick<ControlDeps['vault'], 'open'>;
  readonly requestId: string;
  readonly workspaceId: string;
}): RequestContent {
  try {
    return contentSchema.parse(JSON.parse(vault.open({ sealed, binding: contentBinding(about) })));
  } catch (cause) {
    throw new GatewayError('not_found', {
      reason: 'content_unreadable',
      message: 'What is kept of this request does not open.',
      hint: 'It was sealed with another master key, or the database was changed by hand: delete it.',
      ...(cause instanceof VaultError ? { cause } : undefined),
    });
  }
}

export function noSuchRequest(): GatewayError {
  return new GatewayError('not_found', {
    message: 'The log of this workspace has no such request.',
    hint: 'Take the value of the header X-LK-Request-ID.',
  });
}

function whyNone({
  record,
  expired,
  nowMs,
}: {
  readonly record: RequestRecord | undefined;
  readonly expired: boolean;
  readonly nowMs: number;
}): GatewayError {
  const untilMs = record?.contentUntilMs;
  if (expired || (untilMs !== undefined && untilMs <= nowMs)) {
    return new GatewayError('not_found', {
      reason: 'content_expired',
      message: 'What this request said was kept, and its time is over.',
      hint: 'A longer "content_logging.retention" of the workspace keeps those to come for longer.',
    });
  }
  return new GatewayError('not_found', {
    reason: 'content_not_kept',
    message:
      untilMs === undefined
        ? 'What this request said was never kept.'
        : 'What this request said was to be kept, and did not reach the database.',
    hint: 'Turn on "content_logging" of the workspace, and see that the route does not turn it off: it counts for requests to come.',
  });
}

const DELETED = () =>
  new GatewayError('not_found', {
    reason: 'content_deleted',
    message: 'What this request said was kept, and somebody has deleted it.',
    hint: 'The audit log says who: look for "request_content".',
  });

const TOO_LARGE = () =>
  new GatewayError('not_found', {
    reason: 'content_too_large',
    message: 'The body of this request was larger than the 256 KiB that are kept.',
    hint: 'Send images and files by address, where what they are asked about is to be kept.',
  });
