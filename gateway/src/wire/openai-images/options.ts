import type { ImageRequest } from '../../domain/image.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warning } from '../dialect.ts';
import { type FailureRules, NO_FAILURE_RULES } from '../openai-chat/failure-rules.ts';

/** Request fields that some models of this format don't know. Named as in our own bodies. */
export type OptionalImageParam = 'size' | 'quality' | 'style' | 'background' | 'response_format' | 'user' | 'mask';

export interface OpenaiImagesOptions {
  /** Wishes that a model can't take; each is left out with a warning. */
  readonly unsupported: (model: string) => readonly OptionalImageParam[];
  /**
   * How the images of an edit travel. `references`: as a JSON list of addresses and data URLs. `files`: as multipart,
   * or as references where one of them is an address.
   */
  readonly edits: 'files' | 'references';
  /** A documented deviation of the JSON body, as it would be sent. */
  readonly adjust: (input: {
    readonly body: JsonObject;
    readonly request: ImageRequest;
    readonly warn: (warning: Warning) => void;
  }) => JsonObject;
  readonly failures: FailureRules;
}

export const DEFAULT_OPTIONS: OpenaiImagesOptions = {
  unsupported: () => [],
  edits: 'files',
  adjust: ({ body }) => body,
  failures: NO_FAILURE_RULES,
};
