import { writeChatAnswer } from '../wire/latentkit/write-answer.ts';
import type { TaskEndpoint } from './endpoint.ts';

export const writeChatTask: TaskEndpoint['writeAnswer'] = ({ answer, metadata }) => {
  if (answer.operation !== 'chat') throw new TypeError('a chat endpoint got another kind of answer');
  return writeChatAnswer({ answer: answer.answer, metadata });
};
