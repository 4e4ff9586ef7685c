import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPipelineRig, type UpstreamPlay } from './pipeline-rig.ts';

const PLAYS: readonly UpstreamPlay[] = [
  'answers',
  'fails',
  'resets',
  'breaks off',
  'is silent',
  'sends nonsense',
  'throws at once',
  'has no usage',
];

const request = fc.record({
  plays: fc.array(fc.constantFrom(...PLAYS), { minLength: 2, maxLength: 2 }),
  stream: fc.boolean(),
  /** The checkpoint that throws, counted over the whole request; beyond the last one nothing is thrown. */
  throwsAt: fc.option(fc.nat({ max: 26 }), { nil: undefined }),
  breaks: fc.constantFrom('nothing', 'nothing', 'ledger', 'journal', 'sink'),
  clientLeaves: fc.boolean(),
  isDismissed: fc.boolean(),
  onCut: fc.constantFrom('error', 'resume'),
  paidBy: fc.constantFrom('budget', 'credits', 'allowance'),
  isOnce: fc.boolean(),
});

test('property: wherever a request is interrupted, nothing stays held, and what is charged is what its record says', async () => {
  const places = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 4 }), async (requests) => {
      const rig = createPipelineRig();
      const ends = await Promise.all(requests.map((one) => rig.run(one)));
      for (const end of ends) for (const place of end.places) places.add(place);
      expect(rig.openHolds()).toBe(0);
      expect(await rig.held()).toEqual([0, 0]);
      expect(rig.openAdmissions()).toBe(0);
      expect([rig.watchedClients(), rig.underWay()]).toEqual([0, 0]);
      expect(rig.openClaims()).toBe(0);
      expect(rig.records).toHaveLength(requests.length);
      const charged = rig.records.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
      expect(await rig.spentOfBudget()).toBe(charged);
    }),
    { numRuns: 1_500 },
  );
  // A checkpoint that nobody comes by would prove nothing.
  expect([...places].sort()).toEqual([
    'admit',
    'attempt built',
    'attempt ended',
    'attempt made',
    'attempt opened',
    'authenticate',
    'collect-content',
    'dispatch',
    'plan-request',
    'read-task',
    'replay-or-claim',
    'reserve-budget',
    'resolve-route',
    'watch-key',
  ]);
}, 120_000);
