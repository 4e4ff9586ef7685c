import { GatewayError } from '../../../domain/gateway-error.ts';

export function noDraft(): GatewayError {
  return new GatewayError('not_found', {
    message: 'The route has no draft.',
    hint: 'PUT one at …/draft, for a start with the spec of the published version.',
  });
}
