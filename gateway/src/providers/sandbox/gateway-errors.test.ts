import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { expect, test } from 'vitest';
import { sandboxGatewayError } from './gateway-errors.ts';
import { chatRequest, chatWithSandbox } from './run-sandbox.fixture.ts';

const CODES = Object.entries(ERROR_CATALOGUE).map(([code, entry]): [string, number, readonly string[]] => [
  code,
  entry.status,
  entry.reasons,
]);

test.each(CODES)('every reason of %s can be asked for', (code, status, reasons) => {
  expect(sandboxGatewayError(`Please: sandbox:error ${code}`)).toMatchObject({ code, status, reason: reasons[0] });
  for (const reason of reasons) {
    expect(sandboxGatewayError(`sandbox:error ${code} ${reason}`)).toMatchObject({ code, status, reason });
  }
});

test('errors that a client may retry say when', () => {
  const codes = [
    'rate_limited',
    'idempotency_in_progress',
    'gateway_overloaded',
    'shutting_down',
    'storage_unavailable',
    'all_providers_exhausted all_circuits_open',
  ];
  for (const code of codes) expect(sandboxGatewayError(`sandbox:error ${code}`)?.retryAfterMs).toBe(2_000);
});

test('errors have the fields that the real ones have', () => {
  expect(sandboxGatewayError('sandbox:error validation_error forbidden_field')?.param).toBe('model');
  expect(sandboxGatewayError('sandbox:error guardrail_blocked output')?.extra).toEqual({
    guardrail: 'sandbox',
    stage: 'output',
  });
  const upgrade = { upgrade_required: true, upgrade_to: 'pro' };
  expect(sandboxGatewayError('sandbox:error free_managed_limit_reached image')?.extra).toEqual(upgrade);
  expect(sandboxGatewayError('sandbox:error budget_exceeded plan_limit')?.extra).toEqual(upgrade);
  expect(sandboxGatewayError('sandbox:error budget_exceeded key_budget')?.extra).toHaveProperty('resets_at');
  expect(sandboxGatewayError('sandbox:error provider_error egress_blocked')?.attempts?.[0]).not.toHaveProperty(
    'status',
  );
  expect(sandboxGatewayError('sandbox:error all_providers_exhausted all_attempts_failed')?.attempts).toMatchObject([
    { attempt: 1, outcome: 'failed', reason: 'server_error', status: 500 },
    { attempt: 2, outcome: 'failed', reason: 'rate_limited', status: 429 },
  ]);
});

test('a text that asks for no error, or for one that does not exist, raises none', () => {
  const texts = [
    '',
    'hello',
    'sandbox:slow',
    'sandbox:error',
    'sandbox:error nonsense',
    'sandbox:error rate_limited nonsense',
    'sandbox:error __proto__',
    'sandbox:error rate_limited and sandbox:slow',
  ];
  for (const text of texts) expect(sandboxGatewayError(text)).toBeUndefined();
});

test('the sandbox explains which errors and reasons exist', () => {
  const say = (text: string) => chatWithSandbox({ request: chatRequest({ text }), stream: false }).answer?.content;
  expect(say('sandbox:error')).toContain('all_providers_exhausted');
  expect(say('sandbox:error nonsense')).toContain('all_providers_exhausted');
  expect(say('sandbox:error rate_limited nonsense')).toContain('concurrency');
  expect(say('sandbox:error rate_limited')).toContain('lk_test_');
});
