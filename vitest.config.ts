import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const TIMED = ['gateway/**/*.timed.test.ts'];

const shared: { testTimeout: number; hookTimeout: number; pool: 'forks'; setupFiles: string[] } = {
  testTimeout: 20_000,
  hookTimeout: 30_000,
  pool: 'forks',
  setupFiles: ['gateway/tests/leaks/every-gateway-was-looked-through.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'many at once',
          include: [
            'contract/src/**/*.test.ts',
            'gateway/src/**/*.test.ts',
            'gateway/tests/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...TIMED],
          // A test waits more than it computes: one worker alone, as two cores get by default, takes twice as long.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          // They promise how soon something is done, and need the machine for themselves.
          name: 'timed, one after the other',
          include: TIMED,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
