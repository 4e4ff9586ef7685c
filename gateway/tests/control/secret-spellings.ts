/** How a secret may look where it slipped through: as it is, in other alphabets, in part, or within something encoded. */
export function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const spellings = [
    secret,
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...withinBase64(bytes),
  ];
  // A short one has no end that nobody else could have.
  if (secret.length > 24) spellings.push(secret.slice(-20));
  return [...new Set(spellings)];
}

/** What stays the same of the secret wherever it begins in a longer text that is encoded. */
function withinBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const from = shift === 0 ? 0 : shift + 1;
    const sure = encoded.slice(from, encoded.length - 2);
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

export interface Place {
  readonly name: string;
  readonly text: string;
}

/** Which secret stands in which place. Never the secret itself: this is printed. */
export function findSecrets({
  secrets,
  places,
}: {
  readonly secrets: ReadonlyMap<string, string>;
  readonly places: readonly Place[];
}): readonly { readonly secret: string; readonly place: string; readonly behind: string }[] {
  return [...secrets].flatMap(([name, secret]) => {
    const spellings = spellingsOf(secret);
    return places.flatMap(({ name: place, text }) => {
      const at = Math.max(...spellings.map((spelling) => text.indexOf(spelling)));
      if (at === -1) return [];
      const before = text.slice(Math.max(0, at - 60), at).replaceAll(/[^\x20-\x7e]/g, '.');
      return [{ secret: name, place, behind: before }];
    });
  });
}
