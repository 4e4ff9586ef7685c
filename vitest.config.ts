import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'contract/src/**/*.test.ts',
      'gateway/src/**/*.test.ts',
      'gateway/tests/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // A test waits more than it computes: one worker alone, as two cores get by default, takes twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
