import * as z from 'zod';

/** A JSON Schema, as far as samples need it. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly pattern?: string;
}

/** Where a string may stand, and the whole value with another string there. */
export interface StringPlace {
  readonly path: string;
  put(text: string): unknown;
}

/** Tried in turn for a string that must match a pattern. */
const CANDIDATES = ['sample', '1', 'sample@example.com', '2099-01-01T00:00:00Z', 'https://example.com', 'UTC'];
/** A body is never nested deeper. */
const DEEPEST = 8;

/** What a caller may send, made of the schema that it is checked by. `known` holds values by the name of their field. */
export function sampleInput({
  schema,
  known,
  also = {},
}: {
  readonly schema: z.ZodType;
  readonly known: Readonly<Record<string, unknown>>;
  /** Fields that the schema takes, and the act cannot do without. */
  readonly also?: Readonly<Record<string, unknown>>;
}): { readonly sample: unknown; readonly places: readonly StringPlace[] } {
  // The one place where the library's type of a schema becomes ours, which names what is read here.
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const resolve = (found: Schema): Schema =>
    found.$ref === undefined ? found : (root.$defs?.[found.$ref.split('/').at(-1) ?? ''] ?? {});

  const sampleOf = (given: Schema, name: string): unknown => {
    const found = resolve(given);
    if (name in known && found.properties === undefined) return known[name];
    if (found.const !== undefined) return found.const;
    if (found.enum !== undefined) return found.enum[0];
    const [first] = found.anyOf?.filter(({ type }) => type !== 'null') ?? [];
    if (first !== undefined) return sampleOf(first, name);
    if (found.properties !== undefined || found.additionalProperties !== undefined) {
      const required = (found.required ?? []).map((key) => [key, sampleOf(found.properties?.[key] ?? {}, key)]);
      return { ...Object.fromEntries(required), ...(found === root ? also : undefined) };
    }
    if (found.items !== undefined) return found.minItems ? [sampleOf(found.items, name)] : [];
    if (found.type === 'boolean') return true;
    if (found.type === 'number' || found.type === 'integer') return Math.max(1, found.minimum ?? 1);
    return CANDIDATES.find((text) => new RegExp(found.pattern ?? '', 'u').test(text)) ?? 'sample';
  };

  const placesIn = (given: Schema, name: string, depth: number): readonly StringPlace[] => {
    if (depth > DEEPEST) return [];
    const found = resolve(given);
    if (found.const !== undefined) return [];
    if (found.anyOf !== undefined) return found.anyOf.flatMap((one) => placesIn(one, name, depth));
    const { items, properties, additionalProperties: rest } = found;
    if (items !== undefined) {
      return placesIn(items, name, depth + 1).map(({ path, put }) => ({ path: `[]${path}`, put: (x) => [put(x)] }));
    }
    const sample = sampleOf(found, name);
    const base = typeof sample === 'object' && sample !== null ? sample : {};
    if (properties !== undefined) {
      return Object.entries(properties).flatMap(([key, property]) =>
        placesIn(property, key, depth + 1).map(({ path, put }) => ({
          path: `.${key}${path}`,
          put: (text) => ({ ...base, [key]: put(text) }),
        })),
      );
    }
    if (rest !== undefined && rest !== false) {
      const value = rest === true ? {} : rest;
      return [
        { path: '.{name}', put: (text) => ({ [text]: sampleOf(value, '') }) },
        ...placesIn(value, '', depth + 1).map(({ path, put }) => ({
          path: `.*${path}`,
          put: (text: string) => ({ x: put(text) }),
        })),
      ];
    }
    const takesText = found.type === undefined || found.type === 'string';
    return takesText ? [{ path: '', put: (text) => text }] : [];
  };
  return { sample: sampleOf(root, ''), places: placesIn(root, '', 0) };
}
