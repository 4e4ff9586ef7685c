import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';

const object = z.record(z.string(), z.unknown());

const caseSchema = z.strictObject({
  name: z.string(),
  model: z.string(),
  operation: z.enum(['chat', 'embeddings', 'image']).default('chat'),
  /** In the words of the configuration file. */
  prices: modelSchema.shape.prices.unwrap(),
  margin_percent: z.number().default(0),
  access: z.enum(['byok', 'platform']).default('byok'),
  /** When the attempt began. */
  at: z.iso.datetime().default('2026-11-22T12:00:00Z'),
  /** What the provider reports, as it documents it. */
  usage: object.optional(),
  images: z.int().default(0),
  /** Computed by hand. Each line: bucket, amount, dollars for a million tokens or for a piece, nano-dollars. */
  lines: z.array(z.tuple([z.string(), z.number(), z.string(), z.int()])),
  margin_nano_usd: z.int().default(0),
  cost_usd: z.string(),
  /** How the figures were computed. */
  arithmetic: z.string(),
});

const fileSchema = z.strictObject({
  /** Where the shape of the usage, what counts within what, and the prices are documented. */
  sources: z.array(z.url()).min(1),
  cases: z.array(caseSchema).min(1),
});

export type GoldenInvoice = z.infer<typeof caseSchema>;

/** The hand-computed invoices, by provider. */
export function readGoldenInvoices(): ReadonlyMap<string, readonly GoldenInvoice[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => {
      const text = readFileSync(join(import.meta.dirname, name), 'utf8');
      return [name.slice(0, -'.json'.length), fileSchema.parse(JSON.parse(text)).cases];
    }),
  );
}
