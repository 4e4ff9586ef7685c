import type { EmbeddingsAnswer, EmbeddingsRequest } from '../../domain/embeddings.ts';
import type { JsonObject } from '../../domain/json.ts';
import { readCohereFailure } from '../cohere-chat/read-failure.ts';
import { readUsage } from '../cohere-chat/read-usage.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import { type EmbeddingsDialect, MalformedAnswerError } from '../dialect.ts';
import { objectOf } from '../narrow-json.ts';

/** The API refuses more with a 400, which is read as `payload_too_large`: another attempt may take them. */
const MAX_INPUTS = 96;
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['input_type', 'truncate', 'max_tokens', 'priority']);

/** `/v2/embed` (docs.cohere.com/reference/embed). */
export const cohereEmbed: EmbeddingsDialect = {
  id: 'cohere-embed',
  writeRequest: ({ request, model }) => {
    const { warn, warnings } = collectWarnings();
    if (request.input.length > MAX_INPUTS) {
      warn({ param: 'input', message: `This format takes at most ${MAX_INPUTS} inputs at once.` });
    }
    if (request.user !== undefined) warn({ param: 'user', message: 'This format has no field for an end user.' });
    const value: JsonObject = {
      // Required by the API. What is embedded without a word about its purpose is mostly stored and searched.
      input_type: 'search_document',
      ...readPassthrough({ request, warn }),
      model,
      texts: request.input,
      embedding_types: ['float'],
      ...(request.dimensions === undefined ? undefined : { output_dimension: request.dimensions }),
    };
    return { body: { kind: 'json', value }, warnings: warnings() };
  },
  readAnswer: ({ body, request }) => readAnswer({ body, inputs: request.input.length }),
  readFailure: readCohereFailure,
};

function readPassthrough({ request, warn }: { request: EmbeddingsRequest; warn: Warn }): JsonObject {
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(request.passthrough)) {
    if (KNOWN_FIELDS.has(key)) known[key] = value;
    else warn({ param: key, message: 'This format does not know the field; it was left out.' });
  }
  return known;
}

function readAnswer({ body, inputs }: { body: unknown; inputs: number }): EmbeddingsAnswer {
  const answer = objectOf(body);
  const found = objectOf(answer?.embeddings)?.float ?? answer?.embeddings;
  const embeddings = Array.isArray(found) ? found.filter(isVector) : [];
  if (embeddings.length !== inputs) {
    const words = readCohereFailure({ status: 500, body }).message;
    throw new MalformedAnswerError({ message: words ?? `expected ${inputs} vectors, found ${embeddings.length}` });
  }
  const meta = objectOf(answer?.meta);
  const metadata = { id: answer?.id, billed_units: meta?.billed_units, warnings: meta?.warnings };
  const known = Object.entries(metadata).filter(([, value]) => value !== undefined);
  return {
    embeddings,
    model: undefined,
    usage: meta === undefined ? undefined : readUsage(meta),
    providerMetadata: known.length > 0 ? Object.fromEntries(known) : undefined,
  };
}

function isVector(values: unknown): values is number[] {
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'number');
}
