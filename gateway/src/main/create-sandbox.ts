import type { Sandbox } from '../pipeline/pipeline-deps.ts';
import { sandboxGatewayError } from '../providers/sandbox/gateway-errors.ts';
import { asksToResume } from '../providers/sandbox/read-trigger.ts';
import { SANDBOX_TARGET } from '../providers/sandbox/sandbox-target.ts';

/** What answers `lk_test_` keys: the sandbox as the only attempt of whatever route the key has. */
export function createSandbox(): Sandbox {
  return { target: SANDBOX_TARGET, gatewayError: sandboxGatewayError, resumes: asksToResume };
}
