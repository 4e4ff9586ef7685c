import type { TaskAnswer } from '../domain/task.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import type { AnswerMetadata } from '../wire/latentkit/write-metadata.ts';

/** A task endpoint: how its body is read and its answer written. Everything between is the pipeline's. */
export interface TaskEndpoint<Read extends ReadBody = ReadBody> {
  readonly path: string;
  /** @throws GatewayError validation_error */
  readBody(text: string): Read;
  writeAnswer(input: { readonly read: Read; readonly answer: TaskAnswer; readonly metadata: AnswerMetadata }): object;
}
