import * as z from 'zod';
import { USAGE_INTERVALS } from '../../../usage/usage-query.ts';

const text = z.string().max(200).optional();

/** The parameters of a report: docs/usage.md says what each one means. What they may be is checked by who reads them. */
export const usageQuery = z.strictObject({
  from: text.describe('A date, or a time with its distance to UTC; default: the first of the month'),
  to: text.describe('Does not belong to the report any more; default: now'),
  time_zone: text.describe('Such as `Europe/Berlin`; default: UTC'),
  interval: text.describe(`One of ${USAGE_INTERVALS.join(', ')}`),
  group_by: text.describe(
    'Dimensions, with commas: key, route, connection, model, capability, member, tag, access, funded_by',
  ),
  limit: text.describe('Rows of a page'),
  after: z.string().max(2_000).optional().describe('What the page before said in `next`'),
  key: text.describe('Only this key, by name or id'),
  route: text,
  connection: text,
  model: text,
  capability: text,
  member: text,
  tag: text,
  access: text,
  funded_by: text,
});

/** As a report takes them. */
export function parametersOf(query: z.output<typeof usageQuery>): readonly (readonly [string, string])[] {
  return Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
