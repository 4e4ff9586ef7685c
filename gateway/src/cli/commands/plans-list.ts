import type { PlanDefinition } from '../../domain/definitions.ts';
import { MANAGED } from '../../domain/route.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printList } from '../print-list.ts';

interface Row {
  readonly plan: PlanDefinition;
  /** The names of those that are on it. */
  readonly workspaces: readonly string[];
}

/** `latentkit plans list` */
export async function plansList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
}): Promise<number> {
  const definitions = await withInstallation({ context, options, work: ({ store }) => store.readDefinitions() });
  const rows = definitions.plans.map((plan): Row => {
    const on = definitions.workspaces.filter(({ planName }) => planName === plan.name);
    return { plan, workspaces: on.map(({ name }) => name) };
  });
  printList({
    context,
    options,
    rows,
    empty: 'No plans. Declare one in a file and run "latentkit apply -f <file>".',
    columns: [
      { title: 'NAME', text: ({ plan }) => plan.name },
      { title: 'INCLUDES', text: ({ plan }) => includesText(plan) },
      { title: 'BUT NOT', text: ({ plan }) => plan.excludes.join(', ') || '-' },
      { title: 'PLATFORM ACCESS', text: ({ plan }) => plan.capabilities?.join(', ') ?? 'for everything' },
      { title: 'UPGRADE TO', text: ({ plan }) => plan.upgradeTo ?? '-' },
      { title: 'WORKSPACES', text: ({ workspaces }) => workspaces.join(', ') || '-' },
    ],
    toJson: ({ plan, workspaces }) => ({
      name: plan.name,
      managed: plan.managed,
      window: plan.window,
      time_zone: plan.timeZone ?? 'UTC',
      excludes: plan.excludes,
      capabilities: plan.capabilities,
      upgrade_to: plan.upgradeTo,
      workspaces,
      made_by: plan.owner,
    }),
  });
  return EXIT.ok;
}

function includesText({ managed, window, timeZone }: PlanDefinition): string {
  const parts = MANAGED.flatMap((name) => (managed[name] === undefined ? [] : [`${managed[name]} ${name}`]));
  if (parts.length === 0) return 'nothing';
  const zone = timeZone === undefined ? '' : ` (${timeZone})`;
  return `${parts.join(', ')} ${window === 'total' ? 'in total' : `a ${window}`}${zone}`;
}
