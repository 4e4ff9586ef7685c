import type { EmbeddingsRequest } from '../../domain/embeddings.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { UpstreamBody } from '../../domain/upstream.ts';
import type { Warning } from '../dialect.ts';
import type { OpenaiEmbeddingsOptions } from './options.ts';

export function writeRequest(
  { request, model }: { request: EmbeddingsRequest; model: string },
  options: OpenaiEmbeddingsOptions,
): { readonly body: UpstreamBody; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  const { dimensions, user } = request;
  const body: JsonObject = { ...request.passthrough, model, input: request.input };
  if (dimensions !== undefined && options.dimensionsField !== undefined) body[options.dimensionsField] = dimensions;
  if (dimensions !== undefined && options.dimensionsField === undefined) {
    warnings.push({ param: 'dimensions', message: "This provider gives vectors of the model's own length." });
  }
  if (user !== undefined && options.takesUser) body.user = user;
  if (user !== undefined && !options.takesUser) {
    warnings.push({ param: 'user', message: 'This provider does not take "user"; it was left out.' });
  }
  return { body: { kind: 'json', value: body }, warnings };
}
