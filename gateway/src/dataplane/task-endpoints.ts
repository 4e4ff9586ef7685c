import { chat } from './endpoints/chat.ts';
import { complete } from './endpoints/complete.ts';
import { embeddings } from './endpoints/embeddings.ts';
import { image } from './endpoints/image.ts';
import { vision } from './endpoints/vision.ts';

/** Every endpoint that takes a task. */
export const TASK_ENDPOINTS = [chat, complete, embeddings, image, vision] as const;
