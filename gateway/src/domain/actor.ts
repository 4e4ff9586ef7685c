/**
 * Who changes something. A person and a token act through the control plane; `operator` is whoever holds the
 * installation's own token; the others act on the machine itself.
 */
export type Actor =
  | { readonly kind: 'person' | 'token'; readonly id: string; readonly name: string }
  | { readonly kind: 'operator' | 'command_line' | 'setup' }
  /** `name`: of the configuration file, or of the job. */
  | { readonly kind: 'file' | 'job'; readonly name: string };

export const ACTOR_KINDS = ['person', 'token', 'operator', 'command_line', 'setup', 'file', 'job'] as const;

/** Where an act of the control plane came from; undefined for what is done on the machine itself. */
export interface ActOrigin {
  readonly clientIp: string;
  readonly requestId: string;
}

/** Who acts, and from where. */
export interface ActingAs {
  readonly actor: Actor;
  readonly origin?: ActOrigin | undefined;
}

/** What an actor is called where one word has to do. */
export function nameOfActor(actor: Actor): string {
  return 'name' in actor ? actor.name : actor.kind;
}
