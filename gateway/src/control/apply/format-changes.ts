import type { Change, ChangeAction } from './change.ts';

const MARK: Readonly<Record<ChangeAction, string>> = {
  create: '+',
  update: '~',
  publish: '~',
  revoke: '-',
  remove: '-',
};

const WORDS: Readonly<Record<ChangeAction, string>> = {
  create: 'new',
  update: 'changed',
  publish: 'new version',
  revoke: 'revoked',
  remove: 'removed',
};

/** A difference for a person, one object a paragraph. */
export function formatChanges(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => [
    `${MARK[change.action]} ${change.object} ${change.name}: ${WORDS[change.action]}${change.note === undefined ? '' : ` (${change.note})`}`,
    ...change.fields.map(({ field, before, after }) => {
      if (before === undefined) return `    ${field}: ${after}`;
      return `    ${field}: ${before} → ${after ?? '(none)'}`;
    }),
  ]);
}
