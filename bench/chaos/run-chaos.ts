// `npm run chaos -- --kills 200`: kill -9 at random moments under load; nothing acknowledged may be lost, nothing stay held.
import { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { formatUsd } from '../../gateway/src/domain/money.ts';
import { runChaos } from '../../gateway/tests/crash/chaos-run.ts';
import { describeMachine } from '../report/describe-machine.ts';
import { createRandom } from '../soak/random.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    kills: { type: 'string', default: '200' },
    rate: { type: 'string', default: '300' },
    life: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
for (const line of describeMachine()) console.log(line);
console.log(
  `${values.kills} kills, ${values.rate} requests a second, lives up to ${values.life} ms, seed ${values.seed}`,
);

const result = await runChaos({
  kills: Number(values.kills),
  requestsPerSecond: Number(values.rate),
  longestLifeMs: Number(values.life),
  random: createRandom(Number(values.seed)),
  onKill: (kill) => kill % 10 === 0 && stdout.write(`${kill} `),
});
console.log();
const { lost, problems, ...figures } = result;
console.log({ ...figures, spentNanoUsd: formatUsd(figures.spentNanoUsd) });
for (const line of [...lost.slice(0, 20), ...problems.slice(0, 20)]) console.log(line);
const findings: readonly (readonly [text: string, holds: boolean])[] = [
  [
    `${result.acknowledged} acknowledged requests are in the log, with the cost that their answers said`,
    lost.length === 0,
  ],
  [
    `every one of ${result.upstreamCalls} calls that the provider got is an attempt in the log`,
    result.attempts >= result.upstreamCalls,
  ],
  ['no attempt is open, and nothing is held', result.openAttempts === 0 && result.heldNanoUsd === 0],
  ['the ledger adds up', problems.length === 0],
];
for (const [text, holds] of findings) console.log(`${holds ? '✓' : '✗'} ${text}`);
process.exitCode = findings.every(([, holds]) => holds) ? 0 : 1;
