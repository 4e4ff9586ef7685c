import { readCompleteBody } from '../../wire/latentkit/read-request.ts';
import type { TaskEndpoint } from '../endpoint.ts';
import { writeChatTask } from '../write-chat-task.ts';

export const complete: TaskEndpoint = { path: '/v1/complete', readBody: readCompleteBody, writeAnswer: writeChatTask };
