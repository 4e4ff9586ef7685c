/** State by key that forgets idle keys by itself, so that its size follows what is in use and not what ever was. */
export interface SweepingMap<Value, Key = string> {
  readonly size: number;
  get(key: Key): Value | undefined;
  /** The key's entry, made on first use. Making one looks at a few others and drops those that are idle. */
  getOrCreate(key: Key, nowMs: number): Value;
  delete(key: Key): void;
}

/** Entries looked at for each entry made: more than one, so that the sweep always catches up with the growth. */
const SWEPT_PER_CREATION = 4;

/**
 * There is no timer: growth pays for the sweep. An entry that is idle may live on while nothing new is made.
 * `isIdle` must mean that a fresh entry would behave the same. Where `maxEntries` are there, each new one pushes out another,
 * idle or not.
 */
export function createSweepingMap<Value, Key = string>(deps: {
  create: (key: Key, nowMs: number) => Value;
  isIdle: (value: Value, nowMs: number) => boolean;
  maxEntries?: number;
}): SweepingMap<Value, Key> {
  const { maxEntries = Number.POSITIVE_INFINITY } = deps;
  const entries = new Map<Key, Value>();
  let cursor = entries.entries();

  const sweep = (nowMs: number): void => {
    for (let looked = 0; looked < SWEPT_PER_CREATION; looked++) {
      const next = cursor.next();
      if (next.done === true) {
        cursor = entries.entries();
        return;
      }
      const [key, value] = next.value;
      if (deps.isIdle(value, nowMs)) entries.delete(key);
    }
  };
  // The one that the sweep would look at next: the oldest would have to be found among those that were deleted before it.
  const pushOut = (): void => {
    let next = cursor.next();
    if (next.done === true) {
      cursor = entries.entries();
      next = cursor.next();
    }
    if (next.done !== true) entries.delete(next.value[0]);
  };

  return {
    get size() {
      return entries.size;
    },
    get: (key) => entries.get(key),
    getOrCreate(key, nowMs) {
      const known = entries.get(key);
      if (known !== undefined) return known;
      sweep(nowMs);
      if (entries.size >= maxEntries) pushOut();
      const made = deps.create(key, nowMs);
      entries.set(key, made);
      return made;
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
