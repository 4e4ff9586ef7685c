import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const FIXTURES = join(import.meta.dirname, '../src/providers/fixtures');

const object = z.record(z.string(), z.unknown());

const requestSchema = z.strictObject({
  operation: z.enum(['chat', 'embeddings', 'image']),
  model: z.string(),
  body: object,
});

const expectedFailure = z.looseObject({ class: z.string() });

const failureSchema = z.strictObject({
  name: z.string(),
  /** Where the dialect depends on the model. */
  model: z.string().optional(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
  expect: expectedFailure,
});

const streamFailureSchema = z.strictObject({
  /** Where the dialect depends on the model. */
  model: z.string().optional(),
  /** A whole answer that is a failure, instead of a stream. */
  answer: z.unknown().optional(),
  expect: z.union([expectedFailure, z.strictObject({ complete: z.literal(false) })]),
});

export interface FixtureCase {
  readonly name: string;
  readonly operation: 'chat' | 'embeddings' | 'image';
  readonly model: string;
  readonly body: Record<string, unknown>;
  readonly upstream: Record<string, unknown>;
  /** What differs at the top level when the answer is streamed. */
  readonly upstreamStream: Record<string, unknown>;
  readonly answer: unknown;
  readonly streamBytes: Uint8Array | undefined;
  readonly expected: Record<string, unknown>;
  /** The params of the warnings that writing the request gives; undefined where the case doesn't say. */
  readonly warnings: readonly string[] | undefined;
}

export interface StreamFailureCase {
  readonly name: string;
  readonly model: string | undefined;
  readonly answer: unknown;
  readonly streamBytes: Uint8Array | undefined;
  readonly expect: z.infer<typeof streamFailureSchema>['expect'];
}

export interface ProviderFixtures {
  readonly cases: readonly FixtureCase[];
  readonly failures: readonly z.infer<typeof failureSchema>[];
  readonly streamFailures: readonly StreamFailureCase[];
}

export function readProviderFixtures(provider: string): ProviderFixtures {
  const folder = join(FIXTURES, provider);
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  return {
    cases: names.filter((name) => existsSync(join(folder, name, 'request.json'))).map((name) => readCase(folder, name)),
    failures: z.array(failureSchema).parse(readJson(join(folder, 'failures.json')) ?? []),
    streamFailures: readStreamFailures(join(folder, 'stream-failures')),
  };
}

function readCase(folder: string, name: string): FixtureCase {
  const path = (file: string): string => join(folder, name, file);
  const { warnings, ...expected } = object.parse(readJson(path('expected.json')));
  return {
    name,
    ...requestSchema.parse(readJson(path('request.json'))),
    upstream: object.parse(readJson(path('upstream.json'))),
    upstreamStream: object.parse(readJson(path('upstream.stream.json')) ?? {}),
    answer: readJson(path('answer.json')),
    streamBytes: readBytes(path('stream.sse')) ?? readBytes(path('stream.ndjson')),
    expected,
    warnings: z.array(z.string()).optional().parse(warnings),
  };
}

function readStreamFailures(folder: string): StreamFailureCase[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return names.toSorted().map((file) => {
    const name = file.slice(0, -'.json'.length);
    const { model, answer, expect } = streamFailureSchema.parse(readJson(join(folder, file)));
    const streamBytes = readBytes(join(folder, `${name}.sse`)) ?? readBytes(join(folder, `${name}.ndjson`));
    return { name, model, answer, streamBytes, expect };
  });
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function readBytes(path: string): Uint8Array | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}
