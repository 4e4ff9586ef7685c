import { GatewayError } from '../../../domain/gateway-error.ts';

export function nameTaken(name: string): GatewayError {
  return new GatewayError('conflict', {
    reason: 'name_taken',
    param: 'name',
    message: `There is another one named "${name}".`,
    hint: 'Choose another name.',
  });
}
