import type { Definitions } from '../../domain/definitions.ts';
import { formatUsd } from '../../domain/money.ts';
import type { PublishedRoute } from '../../domain/route.ts';
import type { Store } from '../../domain/store.ts';
import { type Finding, problem, warning } from './finding.ts';

interface Credits {
  readonly definitions: Definitions;
  readonly routes: readonly PublishedRoute[];
  readonly store: Pick<Store, 'ledger'>;
}

/** Credits that limit nothing, or are used up, of the workspaces that use platform access. */
export async function checkCredits({ definitions, routes, store }: Credits): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { id, name, planName } of definitions.workspaces) {
    const subject = `workspace ${name}`;
    const usesPlatform = routes.some(
      (route) =>
        route.workspaceId === id &&
        route.attempts.some(({ connection }) => connection.enabled && connection.access === 'platform'),
    );
    if (usesPlatform) findings.push(...(await creditsOf({ subject, workspaceId: id, hasPlan: !!planName, store })));
  }
  return findings;
}

async function creditsOf({
  subject,
  workspaceId,
  hasPlan,
  store,
}: {
  readonly subject: string;
  readonly workspaceId: string;
  readonly hasPlan: boolean;
  readonly store: Pick<Store, 'ledger'>;
}): Promise<readonly Finding[]> {
  if (!(await store.ledger.hasCredits({ workspaceId }))) {
    const what = hasPlan ? 'what its plan has no number for' : 'what it spends';
    const text = `It uses platform access and has never had credits: ${what} is recorded, and not limited.`;
    const fix = { text: 'Give it credits (0 are credits, too).', exact: 'workspace.credits_usd' };
    return [warning({ subject, text, fix })];
  }
  const { credits } = await store.ledger.balances({ workspaceId });
  if (credits > 0) return [];
  const text = `Its credits are used up ($${formatUsd(credits)}): platform access that no plan pays for is refused.`;
  return [
    problem({
      subject,
      text,
      fix: { text: 'Add some, such as ten dollars.', exact: 'latentkit credits add --usd 10' },
    }),
  ];
}
