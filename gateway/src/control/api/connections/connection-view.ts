import { modelSchema } from '@latentkit/contract/config-schema';
import { pricesSchema } from '@latentkit/contract/prices-schema';
import * as z from 'zod';
import { fromModelDefinition } from '../../../config/from-definition.ts';
import { resolveModel } from '../../../config/resolve-model.ts';
import type { ConnectionDefinition, ModelDefinition } from '../../../domain/definitions.ts';
import { missingPricesAt } from '../../../domain/missing-prices.ts';
import type { ModelCatalogue } from '../../../domain/model-catalogue.ts';
import { schedulePrices } from '../../../domain/price-schedule.ts';
import type { ProviderAdapter } from '../../../providers/provider-adapter.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema, ownerSchema } from '../shared-fields.ts';
import { pricesWithMargin } from './prices-with-margin.ts';

export const connectionModelSchema = z
  .strictObject({
    id: z.string(),
    enabled: z.boolean(),
    vanished_at: isoTimeSchema.nullable().describe("When the provider's list did not name it any more"),
    capabilities: modelSchema.shape.capabilities.unwrap().nullable().describe('null: as the catalogue says'),
    context_window: z.int().nullable(),
    max_output_tokens: z.int().nullable(),
    prices: z.array(pricesSchema).nullable().describe('null: as the catalogue says'),
    unpriced: z.boolean().describe('What it costs is not known: it is reported as unpriced, never as free'),
  })
  .meta({ id: 'ConnectionModel' });

export const connectionSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    provider: z.string(),
    access: z.enum(['byok', 'platform']),
    shared: z.boolean().describe('The house shares it with every workspace'),
    enabled: z.boolean(),
    details: z
      .enum(['shown', 'hidden'])
      .describe('`hidden`: another workspace owns it. Address, headers and credential are not shown.'),
    base_url: z.string().nullable().describe("null: the provider's own address, or hidden"),
    header_names: z.array(z.string()).nullable(),
    credential: z.enum(['set', 'none']).nullable(),
    margin_percent: z.number().nullable().describe('null for `byok`; hidden: it is in the prices already'),
    models: z.array(connectionModelSchema).describe('Empty: any model may be used'),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Connection' });

export type ConnectionView = z.input<typeof connectionSchema>;

interface ToView {
  readonly connection: ConnectionDefinition;
  /** False: to a workspace that does not own it. */
  readonly isOwn: boolean;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
  readonly nowMs: number;
}

export function connectionView(view: ToView): ConnectionView {
  const { connection, isOwn } = view;
  return {
    id: connection.id,
    name: connection.name,
    provider: connection.provider,
    access: connection.access,
    shared: connection.shared,
    enabled: connection.enabled,
    details: isOwn ? 'shown' : 'hidden',
    base_url: isOwn ? (connection.baseUrl ?? null) : null,
    header_names: isOwn ? Object.keys(connection.headers) : null,
    credential: !isOwn ? null : connection.sealedCredential === undefined ? 'none' : 'set',
    margin_percent: isOwn && connection.access === 'platform' ? connection.marginPercent : null,
    models: connection.models.map((model) => connectionModelView({ ...view, model })),
    owner: connection.owner,
    created_at: isoTime(connection.createdAtMs),
  };
}

export function connectionModelView({
  connection,
  model,
  isOwn,
  providers,
  catalogue,
  nowMs,
}: ToView & { readonly model: ModelDefinition }): z.input<typeof connectionModelSchema> {
  const shown = isOwn ? model : pricesWithMargin({ model, marginPercent: connection.marginPercent });
  const { capabilities, prices } = fromModelDefinition(shown);
  return {
    id: model.id,
    enabled: model.enabled,
    vanished_at: isoTimeOrNull(model.vanishedAtMs),
    capabilities: capabilities ?? null,
    context_window: model.contextWindow ?? null,
    max_output_tokens: model.maxOutputTokens ?? null,
    prices: prices === undefined ? null : Array.isArray(prices) ? prices : [prices],
    unpriced: isUnpriced({ adapter: providers.get(connection.provider), model, catalogue, nowMs }),
  };
}

function isUnpriced({
  adapter,
  model,
  catalogue,
  nowMs,
}: Pick<ToView, 'catalogue' | 'nowMs'> & {
  readonly adapter: ProviderAdapter | undefined;
  readonly model: ModelDefinition;
}): boolean {
  if (adapter === undefined) return model.prices === undefined;
  const { capabilities, prices } = resolveModel({ adapter, model: model.id, definition: model, catalogue });
  const schedule = prices && schedulePrices({ versions: prices, marginPercent: 0 });
  return missingPricesAt({ target: { capabilities, prices: schedule }, atMs: nowMs }).length > 0;
}
