import { foundation } from './0001-foundation.ts';
import type { Migration } from './migration.ts';

/** Every step of the schema, in order. */
export const ALL_MIGRATIONS: readonly Migration[] = [foundation];
