import type { Definitions } from './definitions.ts';
import type { RouteId, WorkspaceId } from './ids.ts';

/**
 * What belongs to one workspace, which its id names or one of its routes, together with what it shares with the others:
 * every plan, and the connections of the house. Of what is not there, nothing but that.
 */
export type DefinitionsOf = { readonly workspaceId: WorkspaceId } | { readonly routeId: RouteId };

/** What somebody who knows the definitions of an earlier version has to read to know those of now. */
export interface DefinitionChanges {
  /** Of what was read. */
  readonly version: string;
  /** `everything`: what changed concerns all workspaces, or nobody wrote down what it was. */
  readonly changed: 'everything' | ReadonlySet<WorkspaceId>;
  /** Of the changed workspaces, as `DefinitionsOf` tells; those that are gone are missing. */
  readonly definitions: Definitions;
}
