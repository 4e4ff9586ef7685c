import type { Owner } from '../../domain/definitions.ts';
import { GatewayError } from '../../domain/gateway-error.ts';

/** One owner an object: what a configuration file declares is changed there. @throws GatewayError conflict */
export function requireNotFiles({ owner, what }: { readonly owner: Owner; readonly what: string }): void {
  if (owner !== 'file') return;
  throw new GatewayError('conflict', {
    reason: 'owned_by_file',
    message: `${what} is declared by the configuration file, which is the only place to change it.`,
    hint: 'Change the file and apply it; or take it out of the file, and make it anew here.',
  });
}

/** @throws GatewayError not_found */
export function notFound({ noun, list }: { readonly noun: string; readonly list: string }): GatewayError {
  return new GatewayError('not_found', {
    message: `There is no such ${noun} in this workspace.`,
    hint: `GET ${list} lists the ones that there are.`,
  });
}
