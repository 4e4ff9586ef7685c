import { readImageBody } from '../../wire/latentkit/read-image-request.ts';
import { writeImageAnswer } from '../../wire/latentkit/write-answer.ts';
import type { TaskEndpoint } from '../endpoint.ts';

export const image: TaskEndpoint = {
  path: '/v1/image',
  readBody: readImageBody,
  writeAnswer({ answer, metadata }) {
    if (answer.operation !== 'image') throw new TypeError('the image endpoint got another kind of answer');
    return writeImageAnswer({ answer: answer.answer, metadata });
  },
};
