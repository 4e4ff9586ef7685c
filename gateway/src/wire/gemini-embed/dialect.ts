import type { EmbeddingsAnswer, EmbeddingsRequest } from '../../domain/embeddings.ts';
import type { JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { collectWarnings } from '../collect-warnings.ts';
import { type EmbeddingsDialect, MalformedAnswerError } from '../dialect.ts';
import { readGeminiFailure } from '../gemini-generate/read-failure.ts';
import { numberOf, objectOf, objectsOf } from '../narrow-json.ts';

/** The API refuses a larger batch with a 400, which is read as `payload_too_large`: another attempt may take it. */
const MAX_INPUTS = 100;
const KNOWN_FIELDS: ReadonlyMap<string, string> = new Map([
  ['taskType', 'taskType'],
  ['task_type', 'taskType'],
  ['title', 'title'],
]);

/** `models.batchEmbedContents` (ai.google.dev/api/embeddings): one request in the batch for each input. */
export const geminiEmbed: EmbeddingsDialect = {
  id: 'gemini-embed',
  writeRequest: ({ request, model }) => {
    const { warn, warnings } = collectWarnings();
    const options = writeOptions({ request, warn });
    if (request.input.length > MAX_INPUTS) {
      warn({ param: 'input', message: `This format takes at most ${MAX_INPUTS} inputs at once.` });
    }
    const requests = request.input.map((text) => ({
      model: model.includes('/') ? model : `models/${model}`,
      content: { parts: [{ text }] },
      ...options,
    }));
    return { body: { kind: 'json', value: { requests } }, warnings: warnings() };
  },
  readAnswer: ({ body, request }) => readAnswer({ body, inputs: request.input.length }),
  readFailure: readGeminiFailure,
};

interface OptionsInput {
  readonly request: EmbeddingsRequest;
  readonly warn: ReturnType<typeof collectWarnings>['warn'];
}

function writeOptions({ request, warn }: OptionsInput): JsonObject {
  const options: JsonObject = {};
  if (request.dimensions !== undefined) options.outputDimensionality = request.dimensions;
  for (const [key, value] of Object.entries(request.passthrough)) {
    const name = KNOWN_FIELDS.get(key);
    if (name === undefined) warn({ param: key, message: 'This format does not know the field; it was left out.' });
    else options[name] = value;
  }
  if (request.user !== undefined) warn({ param: 'user', message: 'This format has no field for an end user.' });
  return options;
}

function readAnswer({ body, inputs }: { body: unknown; inputs: number }): EmbeddingsAnswer {
  const answer = objectOf(body);
  if (answer?.error !== undefined) {
    const failure = readGeminiFailure({ status: 500, body });
    throw new MalformedAnswerError({ ...failure, message: failure.message ?? 'an error inside a 200' });
  }
  const found = objectsOf(answer?.embeddings);
  const embeddings = found.map(({ values }) => (isVector(values) ? values : []));
  if (embeddings.length !== inputs || embeddings.some((vector) => vector.length === 0)) {
    throw new MalformedAnswerError({ message: `expected ${inputs} vectors, found ${embeddings.length}` });
  }
  return { embeddings, model: undefined, usage: readUsage({ answer, found }), providerMetadata: undefined };
}

function isVector(values: unknown): values is number[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'number');
}

interface UsageInput {
  readonly answer: JsonObject | undefined;
  readonly found: readonly JsonObject[];
}

/** Older models count nothing; newer ones count the batch, or each vector's text. */
function readUsage({ answer, found }: UsageInput): Usage | undefined {
  const total = numberOf(objectOf(answer?.usageMetadata)?.promptTokenCount);
  if (total !== undefined) return { ...NO_USAGE, inputTokens: total };
  const counts = found.map(({ statistics }) => numberOf(objectOf(statistics)?.tokenCount));
  if (!counts.every((count) => count !== undefined)) return undefined;
  return { ...NO_USAGE, inputTokens: counts.reduce((sum, count) => sum + count, 0) };
}
