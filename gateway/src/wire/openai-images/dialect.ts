import type { ImageRequest } from '../../domain/image.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ImageDialect, Warning } from '../dialect.ts';
import { type FailureRules, NO_FAILURE_RULES } from '../openai-chat/failure-rules.ts';
import { readFailure } from '../openai-chat/read-failure.ts';
import { readAnswer } from './read-answer.ts';
import { writeRequest } from './write-request.ts';

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

const DEFAULT_OPTIONS: OpenaiImagesOptions = {
  unsupported: () => [],
  edits: 'files',
  adjust: ({ body }) => body,
  failures: NO_FAILURE_RULES,
};

export function createOpenaiImages(deviations: Partial<OpenaiImagesOptions> = {}): ImageDialect {
  const options: OpenaiImagesOptions = { ...DEFAULT_OPTIONS, ...deviations };
  return {
    id: 'openai-images',
    writeRequest: (input) => writeRequest(input, options),
    readAnswer: ({ body }) => readAnswer(body, options),
    readFailure: (answer) => readFailure(answer, options.failures),
  };
}
