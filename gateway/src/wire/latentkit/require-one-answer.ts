import { GatewayError } from '../../domain/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';

/** What asks a provider for several answers at once, in the formats that have it. */
const NAMES = ['n', 'candidate_count', 'candidateCount'] as const;
/** Where one format has such a field one level deeper. */
const INSIDE = ['generation_config', 'generationConfig'] as const;

/**
 * An answer of ours has one content, so that others would be paid for and lost; and no budget would have room for them.
 * @throws GatewayError validation_error
 */
export function requireOneAnswer(fields: JsonObject): void {
  refuseIn({ fields, path: '' });
  for (const name of INSIDE) {
    const inner = fields[name];
    if (isJsonObject(inner)) refuseIn({ fields: inner, path: `${name}.` });
  }
}

function refuseIn({ fields, path }: { readonly fields: JsonObject; readonly path: string }): void {
  const name = NAMES.find((one) => fields[one] !== undefined && fields[one] !== null && fields[one] !== 1);
  if (name === undefined) return;
  const param = `${path}${name}`;
  throw new GatewayError('validation_error', {
    reason: 'out_of_range',
    param,
    message: `"${param}" must be 1: a request gets one answer.`,
    hint: `Leave out "${param}", and send as many requests as you want answers.`,
  });
}
