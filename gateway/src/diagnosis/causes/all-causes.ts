import type { Cause } from '../cause.ts';
import { GATEWAY_CAUSES } from './gateway-causes.ts';
import { KEY_CAUSES } from './key-causes.ts';
import { LIMIT_CAUSES } from './limit-causes.ts';
import { NETWORK_CAUSES } from './network-causes.ts';
import { PROVIDER_CAUSES } from './provider-causes.ts';
import { REQUEST_CAUSES } from './request-causes.ts';
import { ROUTE_CAUSES } from './route-causes.ts';

/** In the order in which a request meets them. */
export const CAUSE_GROUPS = {
  key: KEY_CAUSES,
  request: REQUEST_CAUSES,
  limit: LIMIT_CAUSES,
  route: ROUTE_CAUSES,
  provider: PROVIDER_CAUSES,
  network: NETWORK_CAUSES,
  gateway: GATEWAY_CAUSES,
} as const;

const ALL = {
  ...KEY_CAUSES,
  ...REQUEST_CAUSES,
  ...LIMIT_CAUSES,
  ...ROUTE_CAUSES,
  ...PROVIDER_CAUSES,
  ...NETWORK_CAUSES,
  ...GATEWAY_CAUSES,
};

/** The stable name of a cause: scripts and the console may count on it. */
export type CauseCode = keyof typeof ALL;

export const CAUSES: Readonly<Record<CauseCode, Cause>> = ALL;
