/** Where a fix is made. */
export type FixPlace =
  | 'header'
  | 'body'
  | 'command'
  | 'config'
  | 'environment'
  | 'provider'
  | 'client'
  | 'log'
  | 'wait';

/**
 * One concrete step: what to do, and the exact header, command, key of the file or setting to do it with. In a command,
 * `[ --route {route}]` is left out where the fact is not known.
 */
export interface FixStep {
  readonly text: string;
  readonly place: FixPlace;
  readonly exact: string;
}

/**
 * Why a request went as it did. `{connection}`, `{key}` and so on in its texts are filled in with what is known of the
 * request, and read `<connection>` where nothing is.
 */
export interface Cause {
  /** The error that the caller saw, as the catalogue names it. */
  readonly error: string;
  readonly sentence: string;
  readonly fix: readonly FixStep[];
  /** Whether the very same request is refused again whatever the operator changes: only its sender can mend it. */
  readonly sendersToMend?: boolean;
}

/** What a cause's texts may speak of. */
export type FactName =
  | 'request'
  | 'key'
  | 'workspace'
  | 'route'
  | 'provider'
  | 'host'
  | 'connection'
  | 'model'
  | 'status'
  | 'capability'
  | 'profile'
  | 'wanted_profile'
  | 'param'
  | 'reason'
  | 'error'
  | 'seconds'
  | 'origin'
  | 'address'
  | 'method'
  | 'allowed_method'
  | 'detail'
  | 'tokens'
  | 'window'
  | 'scope'
  | 'span'
  | 'limit_field'
  | 'first_request'
  | 'deadline'
  | 'member'
  | 'tag'
  | 'allowance';

export type Facts = Partial<Record<FactName, string>>;

export function step(place: FixPlace, text: string, exact: string): FixStep {
  return { place, text, exact };
}
