import type { ModelDefinition } from '../../../domain/definitions.ts';

export interface MergedModels {
  readonly models: readonly ModelDefinition[];
  readonly added: readonly string[];
  readonly vanished: readonly string[];
}

const NOTHING_SAID = {
  capabilities: undefined,
  contextWindow: undefined,
  maxOutputTokens: undefined,
  prices: undefined,
} as const;

/**
 * What a connection lists after its provider was asked: what the operator says of a model stays, new models wait disabled,
 * and those that the provider no longer names are marked, but go on working. Where any model could be used until now, those
 * that routes use stay enabled.
 */
export function mergeModels({
  current,
  listed,
  used,
  nowMs,
}: {
  readonly current: readonly ModelDefinition[];
  /** As the provider names them. */
  readonly listed: readonly string[];
  /** Named by routes. */
  readonly used: ReadonlySet<string>;
  readonly nowMs: number;
}): MergedModels {
  const isListed = new Set(listed);
  const wasOpen = current.length === 0;
  const known = wasOpen
    ? [...used].map((id) => ({ id, ...NOTHING_SAID, enabled: true, vanishedAtMs: undefined }))
    : current;
  const kept = known.map((model) => ({
    ...model,
    vanishedAtMs: isListed.has(model.id) ? undefined : (model.vanishedAtMs ?? nowMs),
  }));
  const isKnown = new Set(known.map(({ id }) => id));
  const added = listed.filter((id) => !isKnown.has(id));
  return {
    models: [...kept, ...added.map((id) => ({ id, ...NOTHING_SAID, enabled: false, vanishedAtMs: undefined }))],
    added,
    vanished: kept.filter(({ vanishedAtMs }) => vanishedAtMs === nowMs).map(({ id }) => id),
  };
}
