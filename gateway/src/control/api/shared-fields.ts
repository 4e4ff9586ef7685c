import { budgetSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { isTimeZone } from '../../domain/time-zone.ts';

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

const NO_SUCH_ZONE = 'there is no such time zone: write one such as Europe/Berlin, or UTC';

/** A zone of the tz database: nobody could say when a window of another one begins. */
export const timeZoneBody = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9_+/-]+$/, NO_SUCH_ZONE)
  .refine(isTimeZone, NO_SUCH_ZONE)
  .describe('Such as `Europe/Berlin`; default: UTC');

/** A budget in a body: as in the configuration file, with its zone checked. */
export const budgetBody = budgetSchema.extend({ time_zone: timeZoneBody.optional() });
