import { expect, test } from 'vitest';
import { buildDefinitions } from '../../../tests/support/build-definitions.ts';
import type { ConfigWebhook } from '../../config/config.ts';
import type { WebhookDefinition } from '../../domain/definitions.ts';
import { createIdSource, readId } from '../../domain/ids.ts';
import { webhookBinding } from '../../domain/webhook-secret.ts';
import { openVault } from '../../store/open-vault.ts';
import { formatChanges } from './format-changes.ts';
import { planWebhooks } from './plan-webhooks.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const ids = createIdSource({ now: () => 1, randomBytes: (count) => new Uint8Array(count).fill(3) });
const WANTED: ConfigWebhook = {
  name: 'ops',
  url: 'https://hooks.example/T1/canary-path',
  secret: 'whsec_canary',
  events: ['budget.threshold'],
};

function plan(wanted: readonly ConfigWebhook[], existing: readonly WebhookDefinition[] = []) {
  const part = planWebhooks({
    definitions: buildDefinitions({ webhooks: existing }),
    workspaceId: readId({ kind: 'ws', text: 'ws_1' }),
    vault,
    ids,
    nowMs: 9,
    webhooks: wanted,
  });
  const rows = part.writes.flatMap((write) => (write.act === 'saveWebhook' ? [write.row] : []));
  return { ...part, rows, lines: formatChanges(part.changes) };
}

function made(): WebhookDefinition {
  const [row] = plan([WANTED]).rows;
  if (row === undefined) throw new Error('nothing was made');
  return row;
}

function secretOf(row: WebhookDefinition | undefined): string | undefined {
  return row && vault.open({ sealed: row.sealedSecret, binding: webhookBinding({ ...row, webhookId: row.id }) });
}

test('a new webhook is made with its secret sealed, and neither the secret nor the path is shown', () => {
  const { lines } = plan([WANTED]);
  expect(lines).toEqual([
    '+ webhook ops: new',
    '    url: https://hooks.example/…',
    '    events: ["budget.threshold"]',
    '    secret: set',
  ]);
  expect(made()).toMatchObject({ trusted: true, secretVersion: 1, disabled: undefined, owner: 'file' });
  expect(made().sealedSecret).not.toContain('canary');
  expect(secretOf(made())).toBe('whsec_canary');
});

test('the same file changes nothing', () => {
  expect(plan([WANTED], [made()])).toMatchObject({ writes: [], changes: [] });
});

test('a new secret or a new address is sealed anew, and the old text does not open for it', () => {
  const renewed = plan([{ ...WANTED, secret: 'whsec_other' }], [made()]);
  expect(renewed.lines).toEqual(['~ webhook ops: changed', '    secret: set → changed']);
  expect(renewed.rows[0]).toMatchObject({ secretVersion: 2, id: made().id });
  expect(secretOf(renewed.rows[0])).toBe('whsec_other');
  const moved = plan([{ ...WANTED, url: 'https://b.example/x' }], [made()]);
  expect(moved.lines).toEqual(['~ webhook ops: changed', '    url: https://hooks.example/… → https://b.example/…']);
  expect(secretOf(moved.rows[0])).toBe('whsec_canary');
  expect(plan([{ ...WANTED, url: 'https://hooks.example/T2' }], [made()]).lines).toContain(
    '    url: https://hooks.example/… → https://hooks.example/… (another path)',
  );
});

test('one that was switched off stays off until its address changes', () => {
  const off = { ...made(), disabled: { atMs: 5, reason: 'it answered 410: gone' } };
  expect(plan([WANTED], [off]).writes).toEqual([]);
  expect(plan([{ ...WANTED, secret: 'whsec_other' }], [off]).rows[0]?.disabled).toEqual(off.disabled);
  expect(plan([{ ...WANTED, url: 'https://b.example' }], [off]).rows[0]?.disabled).toBeUndefined();
});

test('one that leaves the file is removed; of the same name made elsewhere is a conflict', () => {
  expect(plan([], [made()]).lines).toEqual(['- webhook ops: removed (no longer in the file)']);
  const other = { ...made(), owner: 'cli' } as const;
  expect(plan([], [other]).changes).toEqual([]);
  expect(plan([WANTED], [other]).conflicts).toEqual([
    expect.stringContaining('webhook "ops" was made on the command line'),
  ]);
});
