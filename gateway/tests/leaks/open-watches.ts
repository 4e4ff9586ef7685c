/** Gateways of this process's tests that nobody has looked through yet, by where their data lies. */
const open = new Set<string>();

export function noteOpened(place: string): void {
  open.add(place);
}

export function noteLookedThrough(place: string): void {
  open.delete(place);
}

export function notLookedThrough(): readonly string[] {
  return [...open];
}
