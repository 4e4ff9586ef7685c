import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';
import { countText } from '../text-of-values.ts';

/** `latentkit ledger verify`: whether the ledger adds up, and each thing that does not. */
export async function ledgerVerify({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
}): Promise<number> {
  const problems = await withInstallation({ context, options, work: ({ store }) => store.ledger.verify() });
  const ok = problems.length === 0;
  printOne({
    context,
    options,
    json: { ok, problems },
    lines: ok
      ? ['The ledger adds up: balances, holds, credits and requests agree with its transfers.']
      : [...problems, `${countText({ count: problems.length, noun: 'problem' })}: the ledger does not add up.`],
  });
  return ok ? EXIT.ok : EXIT.problem;
}
