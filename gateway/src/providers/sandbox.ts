import * as z from 'zod';
import { createOpenaiChat } from '../wire/openai-chat/dialect.ts';
import { createOpenaiEmbeddings } from '../wire/openai-embeddings/dialect.ts';
import { createOpenaiImages } from '../wire/openai-images/dialect.ts';
import type { ProviderAdapter } from './provider-adapter.ts';
import { answerRequest } from './sandbox/answer-request.ts';
import { createSandboxTransport, SYSTEM_TIMERS } from './sandbox/sandbox-transport.ts';

/** A provider that lives in this process: deterministic, free, and misbehaving on request (`sandbox/triggers.ts`). */
export const sandbox = {
  id: 'sandbox',
  label: 'Sandbox',
  documentation: '/docs/sandbox',
  // Never resolved nor called: a name that cannot exist (RFC 2606).
  defaultBaseUrl: 'http://sandbox.invalid',
  credential: z.strictObject({}),
  authHeaders: () => ({}),
  chat: { dialect: createOpenaiChat({ unknownPartFields: 'keep', maxStops: 16 }), path: () => '/chat/completions' },
  embeddings: { dialect: createOpenaiEmbeddings(), path: () => '/embeddings' },
  image: {
    dialect: createOpenaiImages({ edits: 'references' }),
    path: ({ edit }) => (edit ? '/images/edits' : '/images/generations'),
  },
  capabilities: [
    'chat',
    'tools',
    'json',
    'vision',
    'audio',
    'files',
    'reasoning',
    'embeddings',
    'image_generation',
    'image_edit',
  ],
  billsAfterDisconnect: false,
  terminalMarker: 'required',
  transport: createSandboxTransport({ answer: answerRequest, timers: SYSTEM_TIMERS }),
} satisfies ProviderAdapter;
