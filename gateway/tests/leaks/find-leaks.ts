import { spellingsOf } from '../control/secret-spellings.ts';
import { createTextFinder } from './find-texts.ts';
import type { LeftPlace } from './places-left-behind.ts';
import type { Secret } from './recognise-secrets.ts';

/** Where secrets are by design. */
const BY_DESIGN: readonly { readonly secret: string; readonly place: string }[] = [
  // The one that the first start makes where none is given: the operator keeps it (docs/security.md).
  { secret: 'the master key', place: 'file master.key' },
  // How commands on the same data folder ask a running gateway. A killed one leaves it, and it is worth nothing then.
  { secret: 'the token of the data folder', place: 'file gateway.json' },
  // How the reader of the terminal becomes the administrator.
  { secret: 'the token of the setup link', place: 'the terminal' },
  // Shown on the start that made it, and never again.
  { secret: 'the first key', place: 'the terminal' },
];

/** A line for each secret in each place where it must not be. It never holds a secret: it is printed. */
export function findLeaks({
  secrets,
  places,
}: {
  readonly secrets: readonly Secret[];
  readonly places: Iterable<LeftPlace>;
}): readonly string[] {
  const finder = createTextFinder(
    secrets.flatMap((of) => spellingsOf(of.text).map((spelling) => ({ bytes: Buffer.from(spelling), of }))),
  );
  const leaks = new Set<string>();
  for (const { name: place, pieces } of places) {
    for (const piece of pieces) {
      for (const [secret, at] of finder.find(piece)) {
        if (BY_DESIGN.some((known) => known.secret === secret.name && known.place === place)) continue;
        leaks.add(`${secret.name}, in ${place}, behind "${harmless(piece.subarray(Math.max(0, at - 80), at))}"`);
      }
    }
  }
  return [...leaks];
}

/** What stands before a find may be a secret as well, or the beginning of this one. */
function harmless(bytes: Buffer): string {
  const printable = bytes.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '.');
  return printable.replaceAll(/[\w+/=%-]{12,}/g, '…');
}
