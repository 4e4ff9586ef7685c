import { describe, expect, test } from 'vitest';
import { buildAttemptRecord, buildRequestRecord } from '../../tests/support/build-request-record.ts';
import type { AttemptReport } from '../domain/gateway-error.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import { findCauses } from './find-causes.ts';
import { restingAttempts } from './resting-attempts.ts';

const causesOf = (record: RequestRecord, earlier: readonly RequestRecord[] = []) =>
  findCauses({ record, resting: restingAttempts({ record, earlier }) });

/** The root cause first; undefined: there is none. */
const codesOf = (change: Partial<RequestRecord>, earlier: readonly RequestRecord[] = []) => {
  const { root, others } = causesOf(buildRequestRecord({ outcome: 'failed', attempts: [], ...change }), earlier);
  return [root, ...others].map((cause) => cause?.code);
};

const failed = (change: Partial<AttemptRecord>) =>
  buildAttemptRecord({ outcome: 'failed', usage: undefined, ...change });
const skipped = (reason: string, attempt = 1): AttemptReport => ({
  attempt,
  connection: `c${attempt}`,
  model: 'm',
  outcome: 'skipped',
  reason,
});

describe('what a running gateway is rarely brought to', () => {
  test.each([
    ['request_not_sent_in_time', { errorCode: 'validation_error', errorReason: 'incomplete_request' }],
    ['shutting_down', { errorCode: 'shutting_down' }],
    ['interrupted', { outcome: 'interrupted', errorCode: 'internal_error', errorReason: 'interrupted' }],
    ['storage_unavailable', { errorCode: 'storage_unavailable' }],
    ['storage_for_idempotency', { errorCode: 'storage_unavailable', errorDetail: 'idempotency' }],
    ['idempotency_answer_not_kept', { errorCode: 'idempotency_conflict', errorReason: 'answer_not_kept' }],
    ['replayed', { outcome: 'cut', errorCode: 'provider_error', errorReason: 'stream_cut', replayOf: 'req_1' }],
    ['internal_error', { errorCode: 'internal_error' }],
    ['other_error', { errorCode: 'guardrail_blocked', errorReason: 'input' }],
    ['client_gone', { outcome: 'cancelled', errorCode: 'client_closed_request' }],
  ] as const)('%s', (code, change) => {
    expect(codesOf(change)).toEqual([code]);
  });

  test.each([
    ['connect_timeout', { failureClass: 'timeout', failureDetail: 'connect_timeout' }],
    ['shutting_down', { failureClass: 'shutting_down', outcome: 'cut' }],
    ['region_refused', { failureClass: 'permission', failureNote: 'User location is not supported for this API.' }],
  ] as const)('an attempt that ended with %s', (code, change) => {
    expect(codesOf({ errorCode: 'all_providers_exhausted', attempts: [failed(change)] })).toEqual([code]);
  });
});

describe('of several failures', () => {
  const attempts = [
    failed({ failureClass: 'auth_upstream', status: 401 }),
    failed({ id: 'att_2', connection: 'spare', failureClass: 'content_filter', status: 400 }),
  ];

  test('the first is the root where all failed, and the others follow', () => {
    expect(codesOf({ errorCode: 'all_providers_exhausted', attempts })).toEqual([
      'credential_refused',
      'content_refused',
    ]);
  });

  test('the last is the root where it decided what the caller was told', () => {
    expect(codesOf({ errorCode: 'validation_error', attempts })).toEqual(['content_refused', 'credential_refused']);
  });

  test('an answered request has no root cause, only what failed before', () => {
    const answer = buildAttemptRecord({ id: 'att_3', connection: 'third' });
    const record = buildRequestRecord({ attempts: [...attempts.slice(0, 1), answer] });
    expect(causesOf(record)).toMatchObject({
      root: undefined,
      others: [{ code: 'credential_refused', facts: { connection: 'main', status: '401' } }],
    });
  });
});

describe('where no attempt could be used', () => {
  const plan = { errorCode: 'all_providers_exhausted', errorReason: 'no_eligible_attempt' };

  test('attempts that lack different abilities are one cause that names them all', () => {
    const record = buildRequestRecord({
      ...plan,
      outcome: 'failed',
      attempts: [],
      skipped: [skipped('lacks_capability:tools'), skipped('lacks_capability:vision', 2)],
    });
    const { root, others } = causesOf(record);
    expect(root).toMatchObject({ code: 'capability_missing', facts: { capability: 'tools, vision' } });
    expect(others).toEqual([]);
  });

  test('different reasons are all named', () => {
    const reasons = [skipped('connection_disabled'), skipped('profile_not_served:deep', 2)];
    expect(codesOf({ ...plan, skipped: reasons })).toEqual([
      'no_eligible_attempt',
      'connection_disabled',
      'profile_not_served',
    ]);
  });

  test('a request that is bound to one account is told so', () => {
    const reasons = [skipped('connection_disabled'), skipped('pinned_elsewhere:reasoning_details', 2)];
    expect(codesOf({ ...plan, skipped: reasons })).toEqual(['pinned_elsewhere', 'connection_disabled']);
  });

  test('the largest of the windows is the one that is named', () => {
    const record = buildRequestRecord({
      outcome: 'failed',
      errorCode: 'validation_error',
      errorReason: 'context_length_exceeded',
      attempts: [],
      skipped: [skipped('context_window:1000'), skipped('context_window:8000', 2)],
    });
    expect(causesOf(record).root?.facts).toMatchObject({ window: '8000', connection: 'c2' });
  });
});

test('an attempt that was kept away while another request tried it is no failure', () => {
  const attempts = [
    failed({ connection: 'c1', failureClass: 'unavailable', failureDetail: 'circuit_open' }),
    failed({ id: 'att_2', connection: 'c2', failureClass: 'overloaded' }),
  ];
  expect(codesOf({ errorCode: 'all_providers_exhausted', attempts })).toEqual(['overloaded']);
  expect(codesOf({ outcome: 'answered', attempts: attempts.slice(0, 1) })).toEqual([undefined]);
});

test('an attempt that rests is explained by its newest failure that counts, and by no other', () => {
  const rests = { errorCode: 'all_providers_exhausted', errorReason: 'all_circuits_open' };
  const at = (change: Partial<AttemptRecord>) =>
    buildRequestRecord({ outcome: 'failed', attempts: [failed({ connection: 'c1', model: 'm', ...change })] });
  const earlier = [
    at({ failureClass: 'bad_request' }),
    at({ connection: 'c2', failureClass: 'overloaded' }),
    at({ failureClass: 'quota_exhausted' }),
    at({ failureClass: 'auth_upstream' }),
  ];
  expect(codesOf({ ...rests, skipped: [skipped('cooling_down')] }, earlier)).toEqual([
    'all_circuits_open',
    'out_of_credit',
  ]);
});
