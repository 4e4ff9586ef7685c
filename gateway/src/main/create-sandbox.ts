import { CAPABILITIES } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { readId } from '../domain/ids.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Sandbox } from '../pipeline/pipeline-deps.ts';
import { sandboxGatewayError } from '../providers/sandbox/gateway-errors.ts';
import { sandbox } from '../providers/sandbox.ts';

/** What answers `lk_test_` keys: the sandbox as the only attempt of whatever route the key has. */
export function createSandbox(): Sandbox {
  const target: AttemptTarget = {
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
  return { target, gatewayError: sandboxGatewayError };
}

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
