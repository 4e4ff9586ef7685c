import { CAPABILITIES } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { readId } from '../../domain/ids.ts';
import type { AttemptTarget } from '../../domain/route.ts';
import { sandbox } from '../sandbox.ts';

const FREE = {
  inputUsdPerMtok: 0,
  cachedInputUsdPerMtok: undefined,
  cacheWrite5mUsdPerMtok: undefined,
  cacheWrite1hUsdPerMtok: undefined,
  audioInputUsdPerMtok: undefined,
  outputUsdPerMtok: 0,
  audioOutputUsdPerMtok: undefined,
  usdPerImage: undefined,
  usdPerRequest: undefined,
} as const;

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
  price: FREE,
  circuitKey: 'test-keys/sandbox',
};
