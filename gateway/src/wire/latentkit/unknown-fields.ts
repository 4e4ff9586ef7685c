import type { JsonObject } from '../../domain/json.ts';

const NOTHING: JsonObject = Object.freeze({});

/** Fields that the contract doesn't know pass through to providers that do. `null` counts as absent. */
export function unknownFields({ body, known }: { body: object; known: ReadonlySet<string> }): JsonObject {
  let unknown: JsonObject | undefined;
  for (const [key, value] of Object.entries(body)) {
    if (known.has(key) || value === null) continue;
    unknown ??= {};
    unknown[key] = value;
  }
  return unknown ?? NOTHING;
}
