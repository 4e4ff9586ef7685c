import * as z from 'zod';

/** Fields that several nouns have. */

export const isoTimeSchema = z.iso.datetime().describe('ISO 8601, UTC');

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function isoTimeOrNull(atMs: number | undefined): string | null {
  return atMs === undefined ? null : isoTime(atMs);
}

/** Who may change an object: one owner each. */
export const ownerSchema = z
  .enum(['file', 'cli', 'console', 'setup'])
  .describe('`file`: the configuration file that declares it is the only place to change it');
