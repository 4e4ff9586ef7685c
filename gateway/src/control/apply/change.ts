/** One line of a readable difference. A secret is only ever 'set', 'changed' or 'removed'. */
export interface FieldChange {
  readonly field: string;
  /** Undefined: was not there. */
  readonly before: string | undefined;
  /** Undefined: is not there any more. */
  readonly after: string | undefined;
}

export type ChangeAction = 'create' | 'update' | 'publish' | 'revoke' | 'remove';

export interface Change {
  readonly object: 'workspace' | 'plan' | 'connection' | 'route' | 'key' | 'budget' | 'webhook';
  readonly name: string;
  readonly action: ChangeAction;
  readonly fields: readonly FieldChange[];
  readonly note: string | undefined;
}
