import { CAPABILITIES } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { readId } from '../../domain/ids.ts';
import { FREE } from '../../domain/price.ts';
import { schedulePrices } from '../../domain/price-schedule.ts';
import type { AttemptTarget } from '../../domain/route.ts';
import { sandbox } from '../sandbox.ts';

/** The only attempt of a test key, whatever its route names. */
export const SANDBOX_TARGET: AttemptTarget = {
  position: 1,
  connection: {
    id: readId({ kind: 'conn', text: 'conn_sandbox' }),
    name: 'sandbox',
    provider: sandbox.id,
    access: 'byok',
    enabled: true,
    baseUrl: sandbox.defaultBaseUrl ?? 'http://sandbox.invalid',
    credential: {},
    credentialId: 'sandbox',
    trusted: false,
    headers: {},
  },
  model: 'sandbox',
  profiles: RESPONSE_PROFILES,
  weight: undefined,
  timeoutMs: undefined,
  firstContentTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  capabilities: new Set(CAPABILITIES),
  contextWindow: undefined,
  maxOutputTokens: undefined,
  prices: schedulePrices({ versions: [{ fromMs: 0, price: FREE }], marginPercent: 0 }),
  circuitKey: 'test-keys/sandbox',
};
