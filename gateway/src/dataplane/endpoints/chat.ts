import { readChatBody } from '../../wire/latentkit/read-request.ts';
import type { TaskEndpoint } from '../endpoint.ts';
import { writeChatTask } from '../write-chat-task.ts';

export const chat: TaskEndpoint = { path: '/v1/chat', readBody: readChatBody, writeAnswer: writeChatTask };
