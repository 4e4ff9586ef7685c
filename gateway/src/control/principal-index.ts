import type { Principal } from '../domain/route.ts';

type Bucket = ReadonlyMap<string, Principal>;

const BUCKETS = 256;

/**
 * Principals by digest, in small maps: an index that differs from another one in a few principals shares the rest with it, so
 * that to make it costs what differs, however many there are.
 */
export class PrincipalIndex {
  static readonly EMPTY = new PrincipalIndex([]);
  /** With holes. */
  readonly #buckets: readonly (Bucket | undefined)[];

  private constructor(buckets: readonly (Bucket | undefined)[]) {
    this.#buckets = buckets;
  }

  get(digest: string): Principal | undefined {
    return this.#buckets[bucketOf(digest)]?.get(digest);
  }

  /** Another index without some principals and with others; this one stays as it is. */
  with({
    without,
    added,
  }: {
    readonly without: Iterable<Principal>;
    readonly added: Iterable<Principal>;
  }): PrincipalIndex {
    const copied = new Map<number, Map<string, Principal>>();
    const changing = (digest: string): Map<string, Principal> => {
      const number = bucketOf(digest);
      const known = copied.get(number);
      if (known !== undefined) return known;
      const copy = new Map(this.#buckets[number]);
      copied.set(number, copy);
      return copy;
    };
    for (const { digest } of without) changing(digest).delete(digest);
    for (const principal of added) changing(principal.digest).set(principal.digest, principal);
    const buckets = Array.from({ length: BUCKETS }, (_, number) => copied.get(number) ?? this.#buckets[number]);
    return new PrincipalIndex(buckets);
  }
}

/** Digests are random: their first places spread them evenly enough. */
function bucketOf(digest: string): number {
  return (digest.charCodeAt(0) ^ (digest.charCodeAt(1) << 2) ^ (digest.charCodeAt(2) << 4)) & (BUCKETS - 1);
}
