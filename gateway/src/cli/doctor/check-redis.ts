import { type Finding, note, problem } from './finding.ts';
import type { Inspection } from './inspection.ts';

/** Whether several gateways would keep their rate limits together. */
export async function checkRedis(inspection: Pick<Inspection, 'database' | 'askRedis'>): Promise<readonly Finding[]> {
  if (inspection.askRedis === undefined) {
    if (inspection.database === 'sqlite') return [];
    const text = 'each gateway on this database counts for itself; with REDIS_URL they would count together';
    return [note('rate limits', text)];
  }
  const whyNot = await inspection.askRedis();
  if (whyNot === undefined) return [note('rate limits', 'kept together in Redis, which answers')];
  return [
    problem({
      subject: 'rate limits',
      text: `REDIS_URL names a server, but ${whyNot}. Until it answers, each gateway keeps to its part of every rate limit.`,
      fix: {
        text: 'Start the server, or correct the address; no gateway has to be restarted for it.',
        exact: 'REDIS_URL',
      },
    }),
  ];
}
