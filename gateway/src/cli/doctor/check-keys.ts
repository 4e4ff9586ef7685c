import { principalOfKey } from '../../diagnosis/now.ts';
import { refusedToday } from '../../diagnosis/refused-today.ts';
import { writeCause } from '../../diagnosis/write-cause.ts';
import type { KeyDefinition } from '../../domain/definitions.ts';
import type { Snapshot } from '../../domain/route.ts';
import { type Finding, problem, warning } from './finding.ts';

const SOON_MS = 14 * 86_400_000;

interface Keys {
  readonly keys: readonly KeyDefinition[];
  readonly snapshot: Snapshot;
  readonly nowMs: number;
}

/** Keys that are refused though nobody revoked them, and keys that soon will be. */
export function checkKeys({ keys, snapshot, nowMs }: Keys): readonly Finding[] {
  return keys.flatMap((key): Finding[] => {
    if (key.revokedAtMs !== undefined && key.revokedAtMs <= nowMs) return [];
    const subject = `key ${key.name}`;
    const principal = principalOfKey({ snapshot, keyId: key.id });
    if (principal === undefined) {
      const fix = { text: 'Create it anew.', exact: `latentkit keys create ${key.name}` };
      return [problem({ subject, text: 'It has no secret: nobody can use it.', fix })];
    }
    const refused = refusedToday({ principal, needs: undefined, nowMs });
    if (refused !== undefined) {
      const { sentence, fix } = writeCause(refused);
      const [first = { text: '', exact: '' }] = fix;
      const told = { subject, text: sentence, fix: { text: first.text, exact: first.exact } };
      // Time has passed, as it was meant to: no fault of the installation.
      return [refused.code === 'expired_key' ? warning(told) : problem(told)];
    }
    const { expiresAtMs } = key;
    if (expiresAtMs === undefined || expiresAtMs - nowMs > SOON_MS) return [];
    const text = `It expires on ${new Date(expiresAtMs).toISOString()}.`;
    return [warning({ subject, text, fix: { text: 'Set a later time, and apply.', exact: 'keys[].expires_at' } })];
  });
}
