import { describe } from 'vitest';
import { createMemoryGrants } from '../../tests/support/memory-grant-book.ts';
import { grantBookContract } from './grant-book.contract.ts';

describe('grants that the tests of this process share', () => {
  grantBookContract({
    open: () => {
      const grants = createMemoryGrants({ now: Date.now });
      return { one: grants.bookOf('one'), other: grants.bookOf('other') };
    },
  });
});
