import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildDefinitions, buildKey } from '../../tests/support/build-definitions.ts';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import type { Principal } from '../domain/route.ts';
import { compileSnapshot } from './compile-snapshot.ts';
import { PrincipalIndex } from './principal-index.ts';

/** Real ones in all but their digests, which are as evenly spread as those of keys, or as short as these. */
function principals(digests: readonly string[]): readonly Principal[] {
  const secrets = digests.map((digest) => ({ digest, display: 'lk', createdAtMs: 1, rotatedOutAtMs: undefined }));
  const definitions = buildDefinitions({ keys: [buildKey({ secrets })] });
  const vault = { open: () => '{}' };
  const given = { definitions, vault, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE, version: '1' };
  const { snapshot } = compileSnapshot(given);
  return digests.map((digest) => snapshot.principals.get(digest)).filter((found) => found !== undefined);
}

const DIGESTS = Array.from({ length: 2_000 }, (_, index) => createHash('sha256').update(`${index}`).digest('hex'));

describe('the index of principals', () => {
  test('finds each by its digest, and nobody by another one', () => {
    const all = principals([...DIGESTS, 'd', '']);
    const index = PrincipalIndex.EMPTY.with({ without: [], added: all });
    expect(all).toHaveLength(DIGESTS.length + 2);
    for (const principal of all) expect(index.get(principal.digest)).toBe(principal);
    expect(index.get('never')).toBeUndefined();
  });

  test('stays as it is when another one is made of it', () => {
    const [gone, ...others] = principals(DIGESTS.slice(0, 50));
    const [added] = principals(DIGESTS.slice(50, 51));
    if (gone === undefined || added === undefined) throw new Error('there are none');
    const before = PrincipalIndex.EMPTY.with({ without: [], added: [gone, ...others] });
    const after = before.with({ without: [gone], added: [added] });
    expect(before.get(gone.digest)).toBe(gone);
    expect(before.get(added.digest)).toBeUndefined();
    expect(after.get(gone.digest)).toBeUndefined();
    expect(after.get(added.digest)).toBe(added);
    for (const other of others) expect(after.get(other.digest)).toBe(other);
  });

  test('has the newer of two with one digest', () => {
    const [older] = principals(['d1']);
    const [newer] = principals(['d1']);
    if (older === undefined || newer === undefined) throw new Error('there are none');
    const before = PrincipalIndex.EMPTY.with({ without: [], added: [older] });
    expect(before.with({ without: [older], added: [newer] }).get('d1')).toBe(newer);
  });
});
