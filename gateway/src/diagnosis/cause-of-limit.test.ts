import { expect, test } from 'vitest';
import { buildRequestRecord } from '../../tests/support/build-request-record.ts';
import { findCauses } from './find-causes.ts';
import { writeCause } from './write-cause.ts';

function sentenceOf(errorDetail: string): string {
  const record = buildRequestRecord({
    outcome: 'failed',
    attempts: [],
    keyName: 'backend',
    routeName: 'support',
    errorCode: 'rate_limited',
    errorReason: 'key',
    errorDetail,
  });
  const { root } = findCauses({ record, resting: [] });
  return root === undefined ? 'answered' : writeCause(root).sentence;
}

test('a limit is named by whose it is', () => {
  expect(sentenceOf('key_requests_per_day')).toContain('The key "backend" had sent as many requests');
  expect(sentenceOf('ide_requests_per_day')).toContain('The IDE token "backend"');
  expect(sentenceOf('route_tokens_per_minute')).toContain('The route "support" may use so many tokens within a minute');
  expect(sentenceOf('workspace_concurrency')).toBe('The workspace had as many requests running as it may.');
});

test('records from before there were other limits speak of the key', () => {
  expect(sentenceOf('requests')).toBe('The key "backend" had sent as many requests as it may within a minute.');
  expect(sentenceOf('tokens')).toContain('The key "backend" may use so many tokens');
  expect(sentenceOf('concurrency')).toBe('The key "backend" had as many requests running as it may.');
});
