import type { Capability } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRoute } from '../../tests/build-principal.ts';
import { readId } from '../domain/ids.ts';
import { type HealthView, NO_LOAD } from '../domain/ports.ts';
import { NO_RATES } from '../domain/price.ts';
import { schedulePrices } from '../domain/price-schedule.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { planAttempts } from './plan-attempts.ts';

type TargetChanges = Partial<Omit<AttemptTarget, 'connection'>> & {
  name?: string;
  enabled?: boolean;
  credentialId?: string;
};

function target({ name = 'a', enabled = true, credentialId = name, ...changes }: TargetChanges = {}): AttemptTarget {
  return {
    position: 1,
    connection: {
      id: readId({ kind: 'conn', text: `conn_${name}` }),
      name,
      provider: 'openai-compatible',
      access: 'byok',
      enabled,
      baseUrl: 'http://127.0.0.1:1',
      credential: {},
      credentialId,
      trusted: true,
      headers: {},
    },
    model: 'm',
    profiles: RESPONSE_PROFILES,
    weight: undefined,
    timeoutMs: undefined,
    firstContentTimeoutMs: 1,
    idleTimeoutMs: 1,
    capabilities: new Set<Capability>(['chat', 'tools']),
    contextWindow: undefined,
    maxOutputTokens: undefined,
    prices: undefined,
    circuitKey: `${name}/m`,
    ...changes,
  };
}

const NEEDS: Needs = { capabilities: ['chat'], profile: undefined, estimatedInputTokens: 10, pin: undefined };
const HEALTHY: HealthView = { state: () => ({ kind: 'closed' }) };
const ASKED = { load: NO_LOAD, caller: { keyId: 'key_1', user: undefined }, stream: true } as const;
const troubled = (states: Record<string, ReturnType<HealthView['state']>>): HealthView => ({
  state: (key) => states[key] ?? { kind: 'closed' },
});

interface PlanChanges {
  targets: AttemptTarget[];
  needs?: Partial<Needs>;
  health?: HealthView;
  route?: Parameters<typeof buildRoute>[0];
  seed?: string;
}

function plan({ targets, needs = {}, health = HEALTHY, route = {}, seed = 'req_1' }: PlanChanges) {
  const made = planAttempts({
    route: buildRoute({ attempts: targets, ...route }),
    needs: { ...NEEDS, ...needs },
    health,
    ...ASKED,
    nowMs: 1_000,
    seed,
  });
  return {
    profile: made.profile,
    tried: made.attempts.map(({ connection }) => connection.name),
    skipped: made.skipped.map(({ target: { connection }, reason }) => `${connection.name} ${reason}`),
  };
}

describe('planAttempts', () => {
  test('keeps the order of the route', () => {
    expect(plan({ targets: ['b', 'a', 'c'].map((name) => target({ name })) }).tried).toEqual(['b', 'a', 'c']);
  });

  test('says of each attempt that is out why it is out', () => {
    const targets = [
      target({ name: 'off', enabled: false }),
      { ...target({ name: 'no-model' }), modelDisabled: true },
      target({ name: 'fast-only', profiles: ['fast'] }),
      target({ name: 'no-vision', capabilities: new Set<Capability>(['chat']) }),
      target({ name: 'small', capabilities: new Set<Capability>(['chat', 'vision']), contextWindow: 9 }),
      target({ name: 'fits', capabilities: new Set<Capability>(['chat', 'vision']), contextWindow: 10 }),
    ];
    expect(plan({ targets, needs: { capabilities: ['chat', 'vision'] } })).toMatchObject({
      tried: ['fits'],
      skipped: [
        'off connection_disabled',
        'no-model model_disabled',
        'fast-only profile_not_served:balanced',
        'no-vision lacks_capability:vision',
        'small context_window:9',
      ],
    });
  });

  test('a profile override counts only where the route allows it', () => {
    const targets = [target({ profiles: ['fast'] })];
    const needs = { profile: 'fast' as const };
    expect(plan({ targets, needs, route: { allowProfileOverride: true } })).toMatchObject({
      profile: 'fast',
      tried: ['a'],
    });
    expect(plan({ targets, needs, route: { allowProfileOverride: false } })).toMatchObject({
      profile: 'balanced',
      tried: [],
    });
  });

  test('an open circuit is left out, but never the last attempt that could answer', () => {
    const targets = [target({ name: 'a' }), target({ name: 'b' })];
    const open = { kind: 'open', sinceMs: 1_000, untilMs: 5_000 } as const;
    expect(plan({ targets, health: troubled({ 'a/m': open }) })).toMatchObject({
      tried: ['b'],
      skipped: ['a circuit_open'],
    });
    expect(plan({ targets, health: troubled({ 'a/m': open, 'b/m': open }) })).toMatchObject({
      tried: ['a'],
      skipped: ['b circuit_open'],
    });
  });

  test('one that rests says since when, and until when', () => {
    const open = { kind: 'open', sinceMs: 1_000, untilMs: 5_000 } as const;
    const route = buildRoute({ attempts: [target({ name: 'a' }), target({ name: 'b' })] });
    const { skipped } = planAttempts({
      route,
      needs: NEEDS,
      health: troubled({ 'a/m': open }),
      ...ASKED,
      nowMs: 2_000,
      seed: 's',
    });
    expect(skipped).toMatchObject([{ reason: 'circuit_open', sinceMs: 1_000, untilMs: 5_000 }]);
  });

  test('a target that asked to be left alone is left alone, even as the last one', () => {
    const cooling = { kind: 'cooling', sinceMs: 1_000, untilMs: 5_000 } as const;
    expect(plan({ targets: [target()], health: troubled({ 'a/m': cooling }) })).toMatchObject({
      tried: [],
      skipped: ['a cooling_down'],
    });
  });

  test('state of a connection keeps the request on its credential', () => {
    const targets = [target({ name: 'a' }), target({ name: 'b' }), target({ name: 'a2', credentialId: 'a' })];
    const pin = { kind: 'connection', connection: 'a', because: 'reasoning_details' } as const;
    expect(plan({ targets, needs: { pin } })).toMatchObject({
      tried: ['a', 'a2'],
      skipped: ['b pinned_elsewhere:reasoning_details'],
    });
  });

  test('state of a connection that left the route does not stop the request', () => {
    const pin = { kind: 'connection', connection: 'gone', because: 'reasoning_details' } as const;
    expect(plan({ targets: [target({ name: 'a' }), target({ name: 'b' })], needs: { pin } }).tried).toEqual(['a', 'b']);
  });

  test('state of an account that the body does not name stays with the first credential', () => {
    const pin = { kind: 'first_credential', because: 'previous_response_id' } as const;
    expect(plan({ targets: [target({ name: 'a' }), target({ name: 'b' })], needs: { pin } }).tried).toEqual(['a']);
  });

  test('neighbours with weights share the traffic by their weights; everything else keeps its place', () => {
    const targets = [
      target({ name: 'first' }),
      target({ name: 'heavy', weight: 3 }),
      target({ name: 'light', weight: 1 }),
      target({ name: 'last' }),
    ];
    const starts = { heavy: 0, light: 0 };
    for (let round = 0; round < 4_000; round++) {
      const { tried } = plan({ targets, seed: `req_${round}` });
      expect([tried[0], tried[3]]).toEqual(['first', 'last']);
      if (tried[1] === 'heavy') starts.heavy++;
      else starts.light++;
    }
    expect(starts.heavy / 4_000).toBeGreaterThan(0.72);
    expect(starts.heavy / 4_000).toBeLessThan(0.78);
  });
});

describe('a strategy that compares', () => {
  const priced = (usd: number) =>
    schedulePrices({
      versions: [{ fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: usd, outputUsdPerMtok: 0, tiers: [] } }],
      marginPercent: 0,
    });
  const targets = [
    target({ name: 'dear', position: 1, prices: priced(3) }),
    target({ name: 'cheap', position: 2, prices: priced(1) }),
    target({ name: 'middle', position: 3, prices: priced(2) }),
  ];
  const open = { kind: 'open', sinceMs: 1_000, untilMs: 5_000 } as const;

  test('orders what is usable, and leaves out what is not', () => {
    const route = { strategy: 'cheapest' } as const;
    expect(plan({ targets, route })).toMatchObject({ tried: ['cheap', 'middle', 'dear'], skipped: [] });
    expect(plan({ targets, route, health: troubled({ 'cheap/m': open }) })).toMatchObject({
      tried: ['middle', 'dear'],
      skipped: ['cheap circuit_open'],
    });
  });

  test('decides who is first before a pin or one access keeps the request there', () => {
    const crossing = plan({
      targets: targets.map((one) =>
        one.connection.name === 'cheap' ? { ...one, connection: { ...one.connection, access: 'platform' } } : one,
      ),
      route: { strategy: 'cheapest', crossing: 'never' },
    });
    expect(crossing.tried).toEqual(['cheap']);
    const pin = { kind: 'first_credential', because: 'file_id' } as const;
    expect(plan({ targets, route: { strategy: 'cheapest' }, needs: { pin } }).tried).toEqual(['cheap']);
  });

  test('keeps a session where it was answered while that is usable, and says that it has to be remembered', () => {
    const home = { connectionId: readId({ kind: 'conn', text: 'conn_dear' }), model: 'm' };
    const asked = {
      route: buildRoute({ attempts: targets, strategy: 'cheapest', stickyBy: 'key' }),
      needs: NEEDS,
      ...ASKED,
      load: { ...NO_LOAD, homeOf: () => home },
      nowMs: 1,
      seed: 's',
    };
    const names = (health: HealthView) =>
      planAttempts({ ...asked, health }).attempts.map(({ connection }) => connection.name);
    expect(names(HEALTHY)).toEqual(['dear', 'cheap', 'middle']);
    expect(names(troubled({ 'dear/m': open }))).toEqual(['cheap', 'middle']);
    expect(planAttempts({ ...asked, health: HEALTHY }).session).toBeTypeOf('number');
    const drawn = { ...asked, route: { ...asked.route, strategy: 'weighted' as const } };
    // What is drawn from the session itself needs no memory.
    expect(planAttempts({ ...drawn, health: HEALTHY })).toMatchObject({
      session: undefined,
      order: { first: 'session' },
    });
  });
});

const anyTarget = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    enabled: fc.boolean(),
    credentialId: fc.constantFrom('k1', 'k2'),
    profiles: fc.subarray([...RESPONSE_PROFILES], { minLength: 1 }),
    capabilities: fc.subarray<Capability>(['chat', 'tools', 'vision', 'json']).map((list) => new Set(list)),
    weight: fc.option(fc.nat(5), { nil: undefined }),
    contextWindow: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  })
  .map((changes) => target(changes));

test('property: every attempt is either planned or skipped with a reason, exactly once, and a plan can be made again', () => {
  fc.assert(
    fc.property(fc.array(anyTarget, { maxLength: 6 }), fc.string(), (list, seed) => {
      const targets = list.map((one, index) => ({ ...one, position: index + 1, circuitKey: `${index}` }));
      const input = {
        route: buildRoute({ attempts: targets }),
        needs: { ...NEEDS, capabilities: ['chat', 'tools'] as const },
        health: HEALTHY,
        ...ASKED,
        nowMs: 1,
        seed,
      };
      const made = planAttempts(input);
      const places = [...made.attempts.map((one) => one.position), ...made.skipped.map((one) => one.target.position)];
      expect(places.toSorted((a, b) => a - b)).toEqual(targets.map((one) => one.position));
      expect(made.skipped.every(({ reason }) => reason !== '')).toBe(true);
      expect(planAttempts(input)).toEqual(made);
    }),
  );
});
