import { type EmbeddingsBody, embeddingsBodySchema } from '@latentkit/contract/embeddings-body';
import { parseBody } from './parse-body.ts';
import type { ReadBody } from './read-request.ts';
import { unknownFields } from './unknown-fields.ts';

const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(embeddingsBodySchema.shape));

/** @throws GatewayError validation_error */
export function readEmbeddingsBody(text: string): ReadBody & { readonly encodingFormat: 'float' | 'base64' } {
  const body = parseBody<EmbeddingsBody>({ text, schema: embeddingsBodySchema });
  const { input, dimensions, encoding_format, user, response_profile } = body;
  const passthrough = unknownFields({ body, known: KNOWN_FIELDS });
  return {
    task: {
      operation: 'embeddings',
      request: { input: [input].flat(), dimensions: dimensions ?? undefined, user: user ?? undefined, passthrough },
      stream: false,
    },
    wantedProfile: response_profile ?? undefined,
    encodingFormat: encoding_format ?? 'float',
  };
}
