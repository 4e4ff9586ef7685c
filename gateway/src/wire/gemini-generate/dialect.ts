import type { ChatDialect } from '../dialect.ts';
import { readGeminiAnswer } from './read-answer.ts';
import { createGeminiEventReader } from './read-events.ts';
import { readGeminiFailure } from './read-failure.ts';
import { writeGeminiRequest } from './write-request.ts';

/** The `generateContent` format of the Gemini API (ai.google.dev/api/generate-content), version v1beta. */
export const geminiGenerate: ChatDialect = {
  id: 'gemini-generate',
  framing: 'sse',
  writeRequest: writeGeminiRequest,
  readAnswer: readGeminiAnswer,
  createEventReader: createGeminiEventReader,
  readFailure: readGeminiFailure,
};
