import * as z from 'zod';

/** What a model costs, as the configuration file says it. Every field says what it is for. */

const priceSchema = z.number().min(0).max(1_000_000);

const rateFields = {
  input_usd_per_mtok: priceSchema.optional().describe('Dollars for a million input tokens.'),
  cached_input_usd_per_mtok: priceSchema.optional().describe('Input read from a prompt cache; default: as input.'),
  cache_write_5m_usd_per_mtok: priceSchema
    .optional()
    .describe('Input written to a prompt cache for five minutes; default: as input.'),
  cache_write_1h_usd_per_mtok: priceSchema
    .optional()
    .describe('Input written to a prompt cache for an hour; default: as for five minutes.'),
  audio_input_usd_per_mtok: priceSchema.optional().describe('Audio input tokens; default: as input.'),
  output_usd_per_mtok: priceSchema.optional().describe('Dollars for a million output tokens.'),
  reasoning_usd_per_mtok: priceSchema.optional().describe('Reasoning tokens; default: as output.'),
  audio_output_usd_per_mtok: priceSchema.optional().describe('Audio output tokens; default: as output.'),
  usd_per_image: priceSchema
    .optional()
    .describe('Dollars for one image made. Pays tokens, too, that have no price of their own.'),
  usd_per_request: priceSchema
    .optional()
    .describe('Dollars for one request, on top of its tokens; pays them where neither input nor output has a price.'),
};

export const priceTierSchema = z.strictObject({
  above_input_tokens: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .describe('These prices count for the whole request, output included, if its input is more tokens than this.'),
  ...rateFields,
});

export const pricesSchema = z.strictObject({
  from: z
    .string()
    .min(1)
    .optional()
    .describe(
      'From when these prices count, ISO 8601: `2027-01-01` (UTC) or `2027-01-01T08:00:00Z`. In a list, one entry has ' +
        'none: it counts until the first date.',
    ),
  ...rateFields,
  tiers: z
    .array(priceTierSchema)
    .min(1)
    .max(20)
    .optional()
    .describe('Other prices for long input; what a tier does not say is as outside of it.'),
});

export type ConfigFilePrices = z.infer<typeof pricesSchema>;
export type ConfigFilePriceTier = z.infer<typeof priceTierSchema>;
