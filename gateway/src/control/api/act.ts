import type { ErrorCode } from '@latentkit/contract/error-catalogue';
import * as z from 'zod';
import type { ActingAs } from '../../domain/actor.ts';
import type { Definitions, WorkspaceDefinition } from '../../domain/definitions.ts';
import type { Permission } from '../permissions.ts';
import type { Caller } from './caller.ts';
import type { ControlDeps } from './control-deps.ts';

export type ActMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What every act is told, whatever it does. */
export interface ActContext {
  readonly deps: ControlDeps;
  readonly caller: Caller;
  /** For `store.write`: who acts, and from where. */
  readonly acting: ActingAs;
  /** The header, for acts that edit: compared by `requireUnchanged` within the transaction. */
  readonly ifMatch: string | undefined;
  readonly nowMs: number;
  readonly requestId: string;
}

export interface ActAnswer {
  /** Undefined for 204. */
  readonly body?: object;
  /** What the entity tag is made of: the definition that was read or written. Undefined: the answer has no tag. */
  readonly tagOf?: object;
  /** Instead of JSON: a download. */
  readonly file?: { readonly type: string; readonly name: string; readonly text: string };
}

/** Everything about an act but what it does. The OpenAPI document and the matrices of the tests are made of it. */
export interface ActDescription {
  /** `operationId`: unique, the noun last: `createKey`. */
  readonly id: string;
  readonly method: ActMethod;
  /** Below `/api`, with `{parameters}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** `anybody`: needs no sign-in. `signed_in`: any caller who is known. */
  readonly permission: Permission | 'anybody' | 'signed_in';
  /** Of one workspace, which `{workspaceId}` in the path names; or of the installation. */
  readonly scope: 'workspace' | 'installation';
  /** Edits what is there: needs `If-Match`. */
  readonly edits: boolean;
  /** Changes nothing. */
  readonly isRead: boolean;
  /** Done also in a workspace that waits for its removal, where else nothing is made or changed any more. */
  readonly whileRemoved: boolean;
  readonly status: 200 | 201 | 202 | 204;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType | undefined;
  /** Type of a download, where the answer is one (or may be). */
  readonly fileType: string | undefined;
  /** Errors of its own, beside those that any act may answer with. */
  readonly errors: readonly ErrorCode[];
}

/** Params, query and body are as the act's own schemas made them. */
export interface CheckedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly context: ActContext;
  /** Of acts of a workspace: the one that the path names, which the caller has a place in. */
  readonly workspace: WorkspaceDefinition | undefined;
  readonly definitions: Definitions;
}

/** An act of the control plane: one operation of the API, in one file. */
export interface Act extends ActDescription {
  run(input: CheckedInput): Promise<ActAnswer>;
}

type Fields = z.ZodObject;
const NO_FIELDS = z.strictObject({});
type NoFields = typeof NO_FIELDS;

interface ActGiven<Params extends Fields, Query extends Fields, Body extends z.ZodType>
  extends Pick<ActDescription, 'id' | 'method' | 'path' | 'summary' | 'permission'> {
  readonly description?: string;
  readonly edits?: boolean;
  /** For what is no reading and no DELETE, but takes something away, or gives the workspace back. */
  readonly whileRemoved?: boolean;
  readonly status?: ActDescription['status'];
  /** Of the path, without `workspaceId`. */
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer?: z.ZodType;
  readonly fileType?: string;
  readonly errors?: readonly ErrorCode[];
}

interface Input<Params extends Fields, Query extends Fields, Body extends z.ZodType> extends ActContext {
  readonly params: z.output<Params>;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
  readonly definitions: Definitions;
}

/** An act of a workspace: its path begins with `/workspaces/{workspaceId}`. Whoever has no place there gets a 404. */
export function workspaceAct<
  Params extends Fields = NoFields,
  Query extends Fields = NoFields,
  Body extends z.ZodType = z.ZodUndefined,
>(
  given: ActGiven<Params, Query, Body> & {
    handle(input: Input<Params, Query, Body> & { readonly workspace: WorkspaceDefinition }): Promise<ActAnswer>;
  },
): Act {
  const described = describe({ given, scope: 'workspace' });
  return {
    ...described,
    run: ({ workspace, ...checked }) => {
      if (workspace === undefined) throw new TypeError(`${given.id} was run without its workspace`);
      return given.handle({ ...typed<Params, Query, Body>(checked), workspace });
    },
  };
}

/** An act of the installation, or of whoever signed in. */
export function installationAct<
  Params extends Fields = NoFields,
  Query extends Fields = NoFields,
  Body extends z.ZodType = z.ZodUndefined,
>(given: ActGiven<Params, Query, Body> & { handle(input: Input<Params, Query, Body>): Promise<ActAnswer> }): Act {
  const described = describe({ given, scope: 'installation' });
  return {
    ...described,
    run: ({ workspace: _, ...checked }) => given.handle(typed<Params, Query, Body>(checked)),
  };
}

function describe<Params extends Fields, Query extends Fields, Body extends z.ZodType>({
  given,
  scope,
}: {
  readonly given: ActGiven<Params, Query, Body>;
  readonly scope: ActDescription['scope'];
}): ActDescription {
  const { id, method, path, summary, description, permission } = given;
  return {
    id,
    method,
    path,
    summary,
    ...(description === undefined ? undefined : { description }),
    permission,
    scope,
    edits: given.edits ?? false,
    isRead: method === 'get',
    whileRemoved: given.whileRemoved ?? (method === 'get' || method === 'delete'),
    status: given.status ?? 200,
    params: given.params ?? NO_FIELDS,
    query: given.query ?? NO_FIELDS,
    body: given.body,
    answer: given.answer,
    fileType: given.fileType,
    errors: given.errors ?? [],
  };
}

/**
 * What was checked by the act's own schemas, with their types. The one place where a checked value gets its type back: the
 * acts of the registry are kept without theirs.
 */
function typed<Params extends Fields, Query extends Fields, Body extends z.ZodType>({
  context,
  ...checked
}: Omit<CheckedInput, 'workspace'>): Input<Params, Query, Body> {
  return { ...context, ...checked } as Input<Params, Query, Body>;
}
