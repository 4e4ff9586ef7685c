import { describe, expect, test } from 'vitest';
import {
  buildAttemptSpec,
  buildConnection,
  buildKey,
  buildRouteSpec,
} from '../../../tests/support/build-definitions.ts';
import { STUB_PROVIDERS } from '../../../tests/support/stub-providers.ts';
import type { AttemptSpec, ModelDefinition, RouteSpec } from '../../domain/definitions.ts';
import { EMPTY_CATALOGUE } from '../../domain/model-catalogue.ts';
import { FREE, NO_RATES } from '../../domain/price.ts';
import type { DraftCheck } from './draft-check.ts';
import { isPublishable, validateDraft } from './validate-draft.ts';

const model = (id: string, changes: Partial<ModelDefinition> = {}): ModelDefinition => ({
  id,
  capabilities: ['chat', 'tools'],
  contextWindow: undefined,
  maxOutputTokens: undefined,
  prices: [{ fromMs: 0, price: FREE }],
  enabled: true,
  vanishedAtMs: undefined,
  ...changes,
});
const MAIN = buildConnection({ models: [model('small'), model('vectors', { capabilities: ['embeddings'] })] });

function check(spec: Partial<RouteSpec>, changes: Partial<DraftCheck> = {}) {
  return validateDraft({
    name: 'default',
    spec: buildRouteSpec(spec),
    connections: [MAIN],
    providers: STUB_PROVIDERS,
    catalogue: EMPTY_CATALOGUE,
    ...changes,
  });
}

const attempts = (...changes: Partial<AttemptSpec>[]) => ({ attempts: changes.map(buildAttemptSpec) });
const told = (problems: ReturnType<typeof check>) => problems.map(({ severity, path }) => `${severity} ${path}`);

describe('a draft', () => {
  test('of which nothing is wrong has no problem', () => {
    expect(check({})).toEqual([]);
  });

  test('is told everything at once, each with its place and what to do, errors first', () => {
    const spec = {
      ...attempts({}, { connection: 'mian' }, { model: 'smal' }, {}),
      budget: { nanoUsd: 1, window: 'day', timeZone: 'Europe/Berlim' },
      deadlineMs: 20_000,
    } as const;
    const problems = check(spec);
    expect(told(problems)).toEqual([
      'error budget.time_zone',
      'error attempts[1].connection',
      'error attempts[2].model',
      'warning attempts[3]',
      'warning deadline_ms',
    ]);
    expect(problems.map(({ fix }) => fix)).toEqual([
      'Did you mean "Europe/Berlin"?',
      'Did you mean "main"?',
      expect.stringContaining('Did you mean "small"?'),
      expect.stringContaining('Remove one of them'),
      expect.stringContaining('longer deadline'),
    ]);
    expect(isPublishable(problems)).toBe(false);
  });

  test('names no model that is not enabled, and hears of one that its provider does not list any more', () => {
    const models = [model('small', { enabled: false }), model('old', { vanishedAtMs: 5 })];
    const problems = check(attempts({}, { model: 'old' }), { connections: [buildConnection({ models })] });
    expect(told(problems)).toEqual(['error attempts[0].model', 'warning attempts[1].model']);
    expect(problems[0]?.message).toContain('not enabled');
  });

  test('needs known prices for platform access', () => {
    const unpriced = model('small', { prices: undefined });
    const half = model('half', { prices: [{ fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: 1, tiers: [] } }] });
    const platform = buildConnection({ access: 'platform', models: [unpriced, half] });
    const byok = buildConnection({ models: [unpriced, half] });
    const spec = attempts({}, { model: 'half' });
    expect(told(check(spec, { connections: [platform] }))).toEqual([
      'error attempts[0].model',
      'error attempts[1].model',
    ]);
    expect(isPublishable(check(spec, { connections: [byok] }))).toBe(true);
  });

  test('that no request could be served by is an error for the whole route', () => {
    const problems = check({}, { connections: [buildConnection({ enabled: false, models: [model('small')] })] });
    expect(told(problems)).toEqual(['error ', 'warning attempts[0].connection']);
  });

  test('serves its default profile, and every profile that a request may ask for', () => {
    const fast = attempts({ profiles: ['fast'] });
    expect(told(check(fast))).toEqual(['error ', 'warning attempts']);
    expect(told(check({ ...fast, defaultProfile: 'fast' }))).toEqual(['warning attempts']);
    expect(check({ ...fast, defaultProfile: 'fast', allowProfileOverride: false })).toEqual([]);
  });

  test('hears of what the published version can do and it cannot, and of keys that are meant for more', () => {
    const published = buildRouteSpec(attempts({}, { model: 'vectors' }));
    const [lost, key] = check(
      {},
      {
        published,
        keys: [
          buildKey({ name: 'search', scopes: ['embeddings', 'chat'] }),
          buildKey({ name: 'gone', scopes: ['embeddings'], revokedAtMs: 1 }),
        ],
      },
    );
    expect(lost?.message).toContain('the published version can do embeddings');
    expect(key?.message).toContain('the key "search" is meant for embeddings');
    expect(check(published, { published })).toEqual([]);
  });

  test('hears of an attempt that the deadline never lets anybody reach', () => {
    expect(told(check({ ...attempts(...timed), deadlineMs: 60_000 }))).toEqual(['warning attempts[2]']);
    expect(check({ ...attempts(...timed), deadlineMs: 80_000 })).toEqual([]);
    expect(check({ ...attempts(...timed), deadlineMs: 60_000, strategy: 'cheapest' })).toEqual([]);
  });

  test('hears of an attempt that is there twice for the same profile', () => {
    const twice = attempts({ profiles: ['fast', 'balanced'] }, { profiles: ['deep'] });
    expect(check(twice)).toEqual([]);
    expect(told(check(attempts({ profiles: ['fast', 'balanced', 'deep'] }, { profiles: ['deep'] })))).toEqual([
      'warning attempts[1]',
    ]);
  });

  test('keeps to the bounds of the configuration file', () => {
    const problems = check({ ...attempts({ weight: -1, profiles: [] }), deadlineMs: 0 });
    expect(told(problems)).toEqual(
      expect.arrayContaining(['error deadline_ms', 'error attempts[0].weight', 'error attempts[0].profiles']),
    );
  });
});

const timed: Partial<AttemptSpec>[] = [
  { timeoutMs: 40_000, profiles: ['fast'] },
  { timeoutMs: 30_000, profiles: ['balanced'] },
  { profiles: ['deep'] },
];
