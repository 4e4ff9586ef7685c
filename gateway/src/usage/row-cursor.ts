import { GatewayError } from '../domain/gateway-error.ts';
import type { RowPlace, UsageDimension } from './usage-query.ts';

/** The place of the last row of a page as a text, which gets the page after it. */
export function writeRowPlace({ startMs, values }: RowPlace): string {
  return Buffer.from(JSON.stringify([startMs, ...values])).toString('base64url');
}

/** @throws GatewayError validation_error for what no page of the same report ended with */
export function readRowPlace({
  text,
  groupBy,
}: {
  readonly text: string;
  readonly groupBy: readonly UsageDimension[];
}): RowPlace {
  const [startMs, ...values] = parseArray(Buffer.from(text, 'base64url').toString());
  if (typeof startMs === 'number' && values.length === groupBy.length && values.every(isText)) {
    return { startMs, values };
  }
  throw new GatewayError('validation_error', {
    reason: 'out_of_range',
    param: 'after',
    message: '"after" does not belong to this report.',
    hint: 'Send what "next" said in the answer before, with the same parameters.',
  });
}

function parseArray(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
