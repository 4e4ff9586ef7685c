import type { ChatDraft } from '../wire/dialect.ts';
import { geminiEmbed } from '../wire/gemini-embed/dialect.ts';
import { geminiGenerate } from '../wire/gemini-generate/dialect.ts';
import { geminiImages } from '../wire/gemini-images/dialect.ts';
import { modelPath } from '../wire/model-path.ts';
import { objectOf, objectsOf } from '../wire/narrow-json.ts';
import { apiKeyCredential } from './credentials.ts';
import { idsIn } from './model-lists.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

/** Models live under `models/`; a tuned one is named with its own collection, as in `tunedModels/my-model`. */
function method({ model, name }: { model: string; name: string }): string {
  return `/v1beta/${model.includes('/') ? '' : 'models/'}${modelPath(model)}:${name}`;
}

/** Open models that refuse a system instruction (ai.google.dev/gemma/docs/core/prompt-structure). */
const WITHOUT_SYSTEM_INSTRUCTION = /^(models\/)?gemma-[1-3]/;

function moveSystemText({ body, warnings }: ChatDraft): ChatDraft {
  const { systemInstruction, ...rest } = body;
  const system = objectsOf(objectOf(systemInstruction)?.parts);
  if (system.length === 0) return { body, warnings };
  const [first, ...others] = objectsOf(body.contents);
  const opening = { role: 'user', parts: [...system, ...(first?.role === 'user' ? objectsOf(first.parts) : [])] };
  const contents = first === undefined || first.role === 'user' ? [opening, ...others] : [opening, first, ...others];
  const warning = { param: 'system', message: 'This model takes no system text; it was put before the first message.' };
  return { body: { ...rest, contents }, warnings: [...warnings, warning] };
}

/**
 * The Gemini API with a key of AI Studio. The Imagen models (`:predict`) were shut down in 2026, so images are made and
 * edited by `generateContent` with the Gemini image models.
 */
export const google: ProviderAdapter = {
  id: 'google',
  label: 'Google Gemini (AI Studio)',
  documentation: 'https://ai.google.dev/api',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  credential: apiKeyCredential,
  // The key goes into a header, never into `?key=`: addresses end up in logs.
  authHeaders: (credential): Record<string, string> => {
    const key = credential.api_key;
    return key === undefined ? {} : { 'x-goog-api-key': key };
  },
  chat: {
    dialect: geminiGenerate,
    path: ({ model, stream }) => method({ model, name: stream ? 'streamGenerateContent?alt=sse' : 'generateContent' }),
    adjust: (draft, { model }) => (WITHOUT_SYSTEM_INSTRUCTION.test(model) ? moveSystemText(draft) : draft),
  },
  embeddings: { dialect: geminiEmbed, path: ({ model }) => method({ model, name: 'batchEmbedContents' }) },
  image: { dialect: geminiImages, path: ({ model }) => method({ model, name: 'generateContent' }) },
  modelList: {
    path: '/v1beta/models?pageSize=1000',
    read: (body) => idsIn({ body, list: 'models', id: 'name' }).map((name) => name.replace(/^models\//, '')),
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
  billsAfterDisconnect: true,
  terminalMarker: 'required',
};
