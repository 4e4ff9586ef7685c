import { readEmbeddingsBody } from '../../wire/latentkit/read-embeddings-request.ts';
import { writeEmbeddingsAnswer } from '../../wire/latentkit/write-answer.ts';
import type { TaskEndpoint } from '../endpoint.ts';

export const embeddings: TaskEndpoint<ReturnType<typeof readEmbeddingsBody>> = {
  path: '/v1/embeddings',
  readBody: readEmbeddingsBody,
  writeAnswer({ answer, metadata, read }) {
    if (answer.operation !== 'embeddings') throw new TypeError('the embeddings endpoint got another kind of answer');
    return writeEmbeddingsAnswer({ answer: answer.answer, metadata, encodingFormat: read.encodingFormat });
  },
};
