import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CauseCase } from './cause-case.ts';
import { runCommandOn } from './run-command-on.ts';
import { type CaseGateway, startCaseGateway } from './start-case-gateway.ts';

const DOWN = { status: 503, body: {} } as const;
const CASES: readonly CauseCase[] = [
  { name: 'spare', code: null, fix: [], would: 'yes' },
  {
    name: 'down',
    code: null,
    fix: [],
    would: 'yes',
    behaviour: DOWN,
    attempts: '{ connection: down, model: m }, { connection: spare, model: m }',
  },
  { name: 'alone', code: 'overloaded', fix: [], would: 'unknown', behaviour: DOWN },
];
const HELLO = '{"messages": [{"role": "user", "content": "Hello"}]}';
const SINCE = /since \d{4}-\d\d-\d\dT[\d:.]+Z/.source;

let gateway: CaseGateway;
/** Answered by the second attempt, since the first one rested. */
let servedBySpare: string;
beforeAll(async () => {
  gateway = await startCaseGateway({ cases: CASES });
  for (let sent = 0; sent < 5; sent++) await gateway.senderOf({ name: 'down' }).ask();
  // The failures must have come from the journal into the log.
  await new Promise((resolve) => setTimeout(resolve, 700));
  servedBySpare = await gateway.senderOf({ name: 'down' }).ask();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const run = (...args: string[]) => runCommandOn({ dataDir: gateway.dataDir, args });
const runJson = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);

describe('while a gateway runs, commands see its circuits', () => {
  test('an answered request has no root cause: it says who answered, and who was left out, and since when', async () => {
    const diagnosis = await gateway.diagnosisOf(servedBySpare);
    expect(diagnosis.root_cause).toBeNull();
    expect(diagnosis.summary).toMatch(
      new RegExp(
        `^Answered by attempt 2, spare/m\\. Attempt 1, down/m, was left out because its circuit was open ${SINCE}, until .*` +
          'Its newest failure before \\(req_\\w+\\): The provider was overloaded at down/m \\(status 503\\)\\.$',
      ),
    );
    expect(diagnosis.fix.map(({ exact }) => exact)).toContain('latentkit doctor');
    expect(diagnosis.fix.map(({ exact }) => exact)).not.toContain('latentkit logs --outcome failed');
  });

  test('explain says the same, and never speaks of a cause', async () => {
    const { out, code } = await run('explain', servedBySpare);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Answered by attempt 2, spare/m\\. Attempt 1, down/m, was left out .*${SINCE}`));
    expect(out).toContain('What would spare the detour:');
    expect(out).not.toContain('What to do:');
    expect(out).toContain('Would it work now? Yes. spare/m can serve it');
    expect(out).toMatch(
      / {2}- {2}down\/m \(attempt 1\): its circuit is open after failures, until .* \(circuit_open\)/,
    );
  });

  test('explain of a body plans with them', async () => {
    const { out, code } = await run('explain', '--key', 'down', '--body', HELLO);
    expect(code).toBe(0);
    expect(out).toMatch(/Tried in this order:\n {2}1\. spare\/m /);
    expect(out).toMatch(
      new RegExp(`Left out:\\n {2}- {2}down/m .*its circuit is open after failures, ${SINCE}, until`),
    );
    expect(out).toContain('its circuits are taken into account');
    expect(await runJson('explain', '--key', 'down', '--body', HELLO)).toMatchObject({
      attempts: [{ connection: 'spare' }],
      skipped: [{ connection: 'down', reason: 'circuit_open', since: expect.any(String), until: expect.any(String) }],
      gateway: { state: 'running' },
    });
  });

  test('the doctor warns of a circuit that others stand in for', async () => {
    const { out, code } = await run('doctor');
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(
        `Warnings:\\n {2}circuit down/m: Its circuit is open ${SINCE} \\(\\d+ s\\), after \\d+ failures \\(the last: overloaded\\), ` +
          'and is tried again from .* on\\. Newest failure: The provider was overloaded at down/m \\(status 503\\)\\. ' +
          '"latentkit explain req_\\w+" tells more\\. Other attempts stand in for it\\.\\n {4}Add an attempt',
      ),
    );
  });

  test('the log says at its end who is left alone', async () => {
    expect((await run('logs')).out).toMatch(
      /\nLeft alone now, after failures: down\/m until .*Z\. "latentkit doctor" says why\.\n$/,
    );
    expect((await run('logs', '--json')).out).not.toContain('Left alone');
    const interrupted = AbortSignal.abort();
    const followed = await runCommandOn({
      dataDir: gateway.dataDir,
      args: ['logs', '--follow'],
      changes: { interrupted },
    });
    expect(followed.out).toContain('Left alone now, after failures: down/m until');
  });

  test('the doctor calls it a problem where nothing else is left', async () => {
    for (let sent = 0; sent < 5; sent++) await gateway.senderOf({ name: 'alone' }).ask();
    const { problems, warnings, findings } = await runJson('doctor');
    expect({ problems, warnings }).toEqual({ problems: 1, warnings: 1 });
    expect(findings[0]).toMatchObject({
      level: 'problem',
      subject: 'circuit alone/m',
      text: expect.stringContaining('Nothing else is left that could answer in the route alone.'),
    });
  });

  test('a request is explained with what the gateway knows before the database has it', async () => {
    const fresh = await gateway.senderOf({ name: 'spare' }).ask();
    const { out, code } = await run('explain', fresh);
    expect(code).toBe(0);
    expect(out).toContain('Answered by attempt 1, spare/m.');
  });
});

describe('where no gateway runs, commands say so', () => {
  beforeAll(() => gateway.stop());

  test.each([
    ['explain', () => run('explain', servedBySpare)],
    ['explain of a body', () => run('explain', '--key', 'down', '--body', HELLO)],
    ['doctor', () => run('doctor')],
  ])('%s', async (_name, command) => {
    expect((await command()).out).toContain('No gateway runs on this data folder');
  });

  test('and plan as if all were well, which they say as well', async () => {
    expect(await runJson('explain', '--key', 'down', '--body', HELLO)).toMatchObject({
      attempts: [{ connection: 'down' }, { connection: 'spare' }],
      gateway: { state: 'none' },
    });
    expect((await runJson('explain', servedBySpare)).would_work_now.why).toContain('were not looked at');
    expect((await run('logs')).out).not.toContain('Left alone');
  });
});
