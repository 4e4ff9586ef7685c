import { isJsonObject, type JsonObject } from '../domain/json.ts';

/** A field of an upstream's answer, if it is what it should be. Upstreams are read forgivingly: anything else is absent. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A count of tokens or bytes: finite and not negative. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

export function objectOf(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; what else stands in it is left out. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The fields of an object that are neither in `known` nor null: what an answer has beside what we read. */
export function otherFields({ of, known }: { of: JsonObject; known: ReadonlySet<string> }): JsonObject {
  const others: JsonObject = {};
  for (const [key, value] of Object.entries(of)) {
    if (value !== null && value !== undefined && !known.has(key)) others[key] = value;
  }
  return others;
}
