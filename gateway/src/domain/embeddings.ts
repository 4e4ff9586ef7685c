import type { JsonObject } from './json.ts';
import type { Usage } from './usage.ts';

export interface EmbeddingsRequest {
  readonly input: readonly string[];
  readonly dimensions: number | undefined;
  readonly user: string | undefined;
  readonly passthrough: JsonObject;
}

export interface EmbeddingsAnswer {
  /** One vector for each input, in the order of the inputs. */
  readonly embeddings: readonly (readonly number[])[];
  readonly model: string | undefined;
  readonly usage: Usage | undefined;
  readonly providerMetadata: JsonObject | undefined;
}
