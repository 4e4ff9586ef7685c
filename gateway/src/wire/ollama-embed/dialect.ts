import type { EmbeddingsAnswer, EmbeddingsRequest } from '../../domain/embeddings.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { NO_USAGE } from '../../domain/usage.ts';
import { collectWarnings } from '../collect-warnings.ts';
import { type EmbeddingsDialect, MalformedAnswerError } from '../dialect.ts';
import { countOf, otherFields, textOf } from '../narrow-json.ts';
import { errorInAnswer, readFailure } from '../ollama-chat/read-failure.ts';

const KNOWN_PASSTHROUGH: ReadonlySet<string> = new Set(['truncate', 'keep_alive', 'options']);
const READ_FIELDS: ReadonlySet<string> = new Set(['model', 'embeddings', 'prompt_eval_count']);

/** Ollama's own embeddings format. */
export const ollamaEmbed: EmbeddingsDialect = {
  id: 'ollama-embed',
  writeRequest({ request, model }) {
    const { warn, ...collected } = collectWarnings();
    const passed: JsonObject = {};
    for (const [key, value] of Object.entries(request.passthrough)) {
      if (KNOWN_PASSTHROUGH.has(key)) passed[key] = value;
      else warn({ param: key, message: 'The format does not know this field; it was left out.' });
    }
    if (request.user !== undefined) warn({ param: 'user', message: 'There is no field for the user here.' });
    const value = {
      model,
      input: request.input,
      ...(request.dimensions === undefined ? {} : { dimensions: request.dimensions }),
      // Without it the server cuts an input that is too long, and says nothing.
      truncate: false,
      ...passed,
    };
    return { body: { kind: 'json', value }, warnings: collected.warnings() };
  },
  readAnswer,
  readFailure,
};

function readAnswer({ body, request }: { body: unknown; request: EmbeddingsRequest }): EmbeddingsAnswer {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  if (body.error !== undefined) throw errorInAnswer(body);
  const { embeddings } = body;
  if (!isListOfVectors(embeddings)) throw new MalformedAnswerError({ message: 'the answer has no embeddings' });
  if (embeddings.length !== request.input.length) {
    throw new MalformedAnswerError({ message: 'the answer has not one embedding for each input' });
  }
  const inputTokens = countOf(body.prompt_eval_count);
  const metadata = otherFields({ of: body, known: READ_FIELDS });
  return {
    embeddings,
    model: textOf(body.model),
    usage: inputTokens === undefined ? undefined : { ...NO_USAGE, inputTokens },
    providerMetadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  };
}

function isListOfVectors(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every((vector) => Array.isArray(vector) && typeof vector[0] === 'number');
}
