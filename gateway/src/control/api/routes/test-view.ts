import { capabilitySchema } from '@latentkit/contract/capability';
import * as z from 'zod';
import type { RouteTest } from '../../../domain/release.ts';
import type { RouteTestResult } from '../../releases/run-route-tests.ts';

const ENDPOINTS = ['/v1/chat', '/v1/complete', '/v1/embeddings', '/v1/image', '/v1/vision'] as const;

export const testSchema = z
  .strictObject({
    name: z.string().min(1).max(100),
    endpoint: z.enum(ENDPOINTS).default('/v1/chat'),
    body: z.record(z.string(), z.unknown()).describe('As a caller would send it'),
    expect: z
      .strictObject({
        answered: z.boolean().optional().describe('false: it is to be refused; default: true'),
        capability: capabilitySchema.optional().describe('An ability that the serving attempt must have'),
        text_contains: z.string().min(1).max(1_000).optional().describe('Looked at where something answers'),
      })
      .default({}),
    blocking: z.boolean().default(true).describe('Where it fails, nothing is published'),
  })
  .meta({ id: 'RouteTest' });

export const testsSchema = z.strictObject({ tests: z.array(testSchema).max(50) });

export const testRunSchema = z
  .strictObject({
    blocks: z.boolean().describe('A blocking test failed'),
    results: z.array(
      z.strictObject({
        name: z.string(),
        passed: z.boolean(),
        why: z.array(z.string()),
        request_id: z.string().nullable().describe('Where something was sent'),
        attempt: z
          .strictObject({ connection: z.string(), model: z.string() })
          .nullable()
          .describe('Would be asked first'),
      }),
    ),
  })
  .meta({ id: 'RouteTestRun' });

export function toRouteTest({ name, endpoint, body, expect, blocking }: z.output<typeof testSchema>): RouteTest {
  const { answered, capability, text_contains: textContains } = expect;
  return { name, endpoint, body: JSON.stringify(body), expect: { answered, capability, textContains }, blocking };
}

export function testView({ name, endpoint, body, expect, blocking }: RouteTest): unknown {
  const { answered, capability, textContains } = expect;
  const said = {
    ...(answered === undefined ? undefined : { answered }),
    ...(capability === undefined ? undefined : { capability }),
    ...(textContains === undefined ? undefined : { text_contains: textContains }),
  };
  return { name, endpoint, body: JSON.parse(body), expect: said, blocking };
}

export function resultView({ test, passed, why, trial }: RouteTestResult) {
  return {
    name: test.name,
    passed,
    why: [...why],
    attempt: trial?.attempt ?? null,
    request_id: trial?.requestId ?? null,
  };
}
