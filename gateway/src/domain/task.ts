import type { Capability } from '@latentkit/contract/capability';
import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { ChatAnswer, ChatRequest } from './chat.ts';
import type { EmbeddingsAnswer, EmbeddingsRequest } from './embeddings.ts';
import type { ImageAnswer, ImageRequest } from './image.ts';

export type Operation = 'chat' | 'embeddings' | 'image';

/** What the application asks for: the body, read and checked, free of any provider's spelling. */
export type Task =
  | { readonly operation: 'chat'; readonly request: ChatRequest; readonly stream: boolean }
  | { readonly operation: 'embeddings'; readonly request: EmbeddingsRequest; readonly stream: false }
  | { readonly operation: 'image'; readonly request: ImageRequest; readonly stream: false };

export type TaskAnswer =
  | { readonly operation: 'chat'; readonly answer: ChatAnswer }
  | { readonly operation: 'embeddings'; readonly answer: EmbeddingsAnswer }
  | { readonly operation: 'image'; readonly answer: ImageAnswer };

/** What an attempt must be able to do to serve a task. */
export interface Needs {
  /** In the order in which they are checked; the first is the endpoint's own. */
  readonly capabilities: readonly Capability[];
  readonly profile: ResponseProfile | undefined;
  /** A guess from the text, about four characters a token. Undefined where the task has no context window. */
  readonly estimatedInputTokens: number;
  /** The bound of the output that the caller set, in tokens; 0 for a task that writes no text. Undefined: none. */
  readonly maxOutputTokens?: number | undefined;
  /** How many images are to be made. */
  readonly images?: number | undefined;
  readonly pin: Pin | undefined;
}

/**
 * State in the body that is bound to one provider account.
 * `connection`: an open tool loop carries reasoning state that this connection wrote.
 * `first_credential`: a stored response, a file id or a container, of an account that the body doesn't name.
 */
export type Pin =
  | { readonly kind: 'connection'; readonly connection: string; readonly because: string }
  | { readonly kind: 'first_credential'; readonly because: string };
