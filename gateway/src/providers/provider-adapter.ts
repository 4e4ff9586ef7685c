import type { Capability } from '@latentkit/contract/capability';
import type * as z from 'zod';
import type { FailureClass } from '../domain/failure.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import type {
  ChatDialect,
  ChatDraft,
  EmbeddingsDialect,
  ImageDialect,
  ReadFailure,
  UpstreamFailureAnswer,
} from '../wire/dialect.ts';

/** Everything that anyone knows about a provider, as one object literal in one file. */
export interface ProviderAdapter {
  readonly id: string;
  readonly label: string;
  /** Where the facts of this file come from: the provider's own API reference. */
  readonly documentation: string;
  /** What stands before the resource path. Undefined: the operator must give `base_url`. */
  readonly defaultBaseUrl: string | undefined;
  /** Checked on save, drawn as a form; secrets are flagged by `.meta({ secret: true })`. Field names as in the config. */
  readonly credential: z.ZodType<Readonly<Record<string, string | undefined>>>;
  authHeaders(credential: Readonly<Record<string, string>>): Record<string, string>;
  readonly chat?: ChatOperation;
  /**
   * For a provider that speaks more than one chat dialect: the one that this model is best spoken to in. It decides by
   * the model and the address alone, so a request and the reading of its answer agree. `chat` is the default, and the same for all models
   * of a provider without this. Ask through `chatOperationOf`.
   */
  chatFor?(partner: { readonly model: string; readonly baseUrl: string }): ChatOperation;
  readonly embeddings?: ProviderOperation<EmbeddingsDialect>;
  readonly image?: ProviderOperation<ImageDialect>;
  /** Where the provider lists its models. Undefined: it has no list, or one that names something else. */
  readonly modelList?: ModelList;
  /** What a model that the catalogue does not know is taken to do. */
  readonly capabilities: readonly Capability[];
  /** Corrects the dialect's reading of a failure where this provider means something else by it. */
  classify?(answer: UpstreamFailureAnswer, read: ReadFailure): FailureClass | undefined;
  /** True: the provider goes on generating, and billing, after a disconnect: a cancelled stream is drained. */
  readonly billsAfterDisconnect: boolean;
  /** `optional`: some servers of this kind end a good answer without the dialect's terminal marker. */
  readonly terminalMarker: 'required' | 'optional';
  /** A provider that lives in this process (the sandbox) brings its own transport instead of the network's. */
  readonly transport?: UpstreamTransport;
}

export interface ModelList {
  /** Resource path behind the base URL, query included. Asked for by GET, with the usual headers. */
  readonly path: string;
  /** The ids that attempts name, out of the answer's JSON; empty where it holds none. */
  read(body: unknown): readonly string[];
}

export type ChatOperation = ProviderOperation<ChatDialect> & {
  /** A documented deviation from the dialect: changes the drafted body, and warns of what it takes away. */
  adjust?(draft: ChatDraft, call: OperationCall): ChatDraft;
};

export interface OperationCall {
  readonly model: string;
  readonly stream: boolean;
}

export interface ProviderOperation<Dialect> {
  readonly dialect: Dialect;
  /** Resource path behind the base URL, query included. The model is already checked for URL-safety. */
  path(call: OperationCall & { readonly edit: boolean }): string;
}
