import { GatewayError } from '../domain/gateway-error.ts';
import type { People } from '../domain/people.ts';

const refuse = (): never => {
  throw new GatewayError('not_found');
};

/** An installation without people. */
export const NOBODY: People = {
  handle: async () => new Response(null, { status: 404 }),
  personOf: async () => undefined,
  setupLink: async () => undefined,
  resetLink: async () => refuse(),
  find: async () => undefined,
  findByEmail: async () => undefined,
  list: async () => [],
  setDisabled: async () => refuse(),
  setInstallationAdmin: async () => refuse(),
  endSessions: async () => 0,
  ssoProviders: async () => [],
  saveSsoProvider: async () => refuse(),
  removeSsoProvider: async () => {},
  close: async () => {},
};
