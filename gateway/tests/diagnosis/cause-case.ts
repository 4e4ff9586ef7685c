import type { CauseCode } from '../../src/diagnosis/causes/all-causes.ts';
import type { WouldWorkNow } from '../../src/diagnosis/diagnosis.ts';
import type { Definitions } from '../../src/domain/definitions.ts';
import type { DefinitionWrites } from '../../src/domain/store.ts';
import type { Behaviour } from '../fake-upstream/behaviour.ts';

/** One way in which a request goes wrong, made to happen through a whole gateway, and what the diagnosis must say of it. */
export interface CauseCase {
  /** Names the connection, the route and the key of the case. */
  readonly name: string;
  /** Null: the request is answered. */
  readonly code: CauseCode | null;
  /** The cause whose words tell how an answered request went. */
  readonly words?: CauseCode;
  /** Each must stand in the text or in the exact words of a step. */
  readonly fix: readonly string[];
  /** Must stand in the summary. */
  readonly sentence?: string;
  readonly would: WouldWorkNow['answer'];
  /** Further fields of the YAML objects; `model` replaces the list of models. */
  readonly connection?: string;
  readonly provider?: string;
  readonly baseUrl?: (places: Places) => string;
  readonly model?: string;
  readonly attempt?: string;
  /** In place of the one attempt on the case's own connection. */
  readonly attempts?: string;
  readonly route?: string;
  readonly key?: string;
  /** What the upstream does for this case's connection. */
  readonly behaviour?: Behaviour;
  /** Changes what no configuration file can say. */
  readonly change?: (edit: DefinitionsEdit) => Promise<void>;
  /** Sends what goes wrong; by default an ordinary chat request. Gives its request id. */
  readonly send?: (sender: Sender) => Promise<string>;
}

export interface Places {
  readonly upstream: string;
  readonly selfSigned: string;
  readonly closed: string;
  /** No connection to it ever comes about. */
  readonly deaf: string;
}

export interface DefinitionsEdit {
  readonly writes: DefinitionWrites;
  readonly definitions: Definitions;
  readonly name: string;
}

export interface Ask {
  readonly path?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Sender {
  readonly secret: string;
  readonly url: string;
  /** With the key of the case, unless the headers say otherwise. */
  ask(ask?: Ask): Promise<string>;
  /** Bytes as they are. */
  raw(bytes: string): Promise<string>;
}

export const HELLO = { messages: [{ role: 'user', content: 'Hello' }] };

/** A chat request with these fields. */
export function chat(fields: object): (sender: Sender) => Promise<string> {
  return ({ ask }) => ask({ body: { ...HELLO, ...fields } });
}

/** A request with these headers. */
export function withHeaders(headers: Readonly<Record<string, string>>): (sender: Sender) => Promise<string> {
  return ({ ask }) => ask({ headers });
}
