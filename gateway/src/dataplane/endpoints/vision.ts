import { readVisionBody } from '../../wire/latentkit/read-request.ts';
import type { TaskEndpoint } from '../endpoint.ts';
import { writeChatTask } from '../write-chat-task.ts';

export const vision: TaskEndpoint = { path: '/v1/vision', readBody: readVisionBody, writeAnswer: writeChatTask };
