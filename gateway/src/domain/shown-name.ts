const LONGEST = 30;
const SHOWN = 8;

/**
 * A name that a caller wrote, as errors repeat it. No field of ours has a longer one: where a name is longer, somebody may
 * have put a secret into the wrong place.
 */
export function shownName(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, SHOWN)}…`;
}

/** The same for the place of a field, such as `headers.x-tenant`. */
export function shownPlace(place: string): string {
  return place.split('.').map(shownName).join('.');
}
