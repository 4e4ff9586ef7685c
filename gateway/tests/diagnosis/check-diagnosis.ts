import { expect } from 'vitest';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import type { CauseCase } from './cause-case.ts';
import { type CaseGateway, secretOf } from './start-case-gateway.ts';

/** Makes a case happen, and holds its diagnosis against what the case expects of it. */
export async function checkDiagnosis({
  gateway,
  cause,
}: {
  gateway: CaseGateway;
  cause: CauseCase;
}): Promise<Diagnosis> {
  const sender = gateway.senderOf(cause);
  const requestId = await (cause.send ?? (({ ask }) => ask()))(sender);
  const diagnosis = await gateway.diagnosisOf(requestId);
  expect(diagnosis).toMatchObject({
    request_id: requestId,
    summary: expect.stringContaining(cause.sentence ?? ''),
    root_cause: cause.code === null ? null : { code: cause.code, sentence: diagnosis.summary },
    would_work_now: { answer: cause.would },
  });
  const steps = diagnosis.fix.map(({ text, exact }) => `${text} ${exact}`).join('\n');
  for (const words of cause.fix) expect(steps).toContain(words);
  expect(diagnosis.what_happened[0]).toMatchObject({ at_ms: 0, stage: 'receive' });
  const times = diagnosis.what_happened.map(({ at_ms: at }) => at);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  // Facts are filled in wherever they are known, and no secret is among them.
  const text = JSON.stringify(diagnosis);
  expect(text).not.toMatch(/<(connection|model|key|status|param|capability|profile|tokens|scope|span|limit_field)>/);
  expect(text).not.toContain(secretOf(cause.name).slice(-24));
  expect(text).not.toContain('upstream-secret');
  return diagnosis;
}
