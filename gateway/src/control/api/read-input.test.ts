import { routeSchema } from '@latentkit/contract/config-schema';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { GatewayError } from '../../domain/gateway-error.ts';
import { modelsField } from './connections/connection-fields.ts';
import { readBody } from './read-input.ts';
import { releaseBody } from './routes/chosen-release.ts';

const schema = z.strictObject({
  name: routeSchema.shape.name.optional(),
  enabled: z.boolean().optional(),
  share: z.int().min(0).max(100).optional(),
  sticky_by: z.enum(['key', 'user']).optional(),
  at: z.iso.datetime().optional(),
  list: z.array(z.int()).min(1).optional(),
  release: releaseBody.optional(),
  models: modelsField.optional(),
});

function problemsOf(body: object): unknown {
  try {
    readBody({ text: JSON.stringify(body), schema: schema.required({ enabled: true }) });
  } catch (error) {
    if (error instanceof GatewayError) return error.extra?.problems;
    throw error;
  }
  return undefined;
}

test.each([
  ['what is left out is missing', {}, 'enabled', 'is missing'],
  ['what is there and wrong is not called missing', { enabled: 'yes' }, 'enabled', 'must be true or false, not a text'],
  ['nor is null', { enabled: null }, 'enabled', 'must be true or false, not null'],
  ['a number with a fraction', { enabled: true, share: 1.5 }, 'share', 'must be a whole number'],
  ['a bound', { enabled: true, share: 200 }, 'share', 'must be at most 100'],
  [
    'a word that is close to one of ours',
    { enabled: true, sticky_by: 'users' },
    'sticky_by',
    'must be one of key, user (user, perhaps)',
  ],
  ['a time', { enabled: true, at: 'yesterday' }, 'at', 'must be a time such as 2027-01-31T00:00:00Z'],
  ['a list that is empty', { enabled: true, list: [] }, 'list', 'must have at least 1 entry'],
  ['neither branch of a union', { enabled: true, release: 'next' }, 'release', 'must be "draft" or a number'],
  [
    'the branch of a union that was meant',
    { enabled: true, models: [{ id: 'm', context_window: 'large' }] },
    'models.0.context_window',
    'must be a number, not a text',
  ],
  [
    'an unknown field in a branch',
    { enabled: true, models: [{ id: 'm', context: 1 }] },
    'models.0.context',
    'there is no such field',
  ],
])('says in words what is wrong with a field: %s', (_title, body, param, message) => {
  expect(problemsOf(body)).toEqual([{ param, message }]);
});

test('says what a name is made of instead of showing a regular expression', () => {
  const problems = problemsOf({ enabled: true, name: '🙂' });
  expect(problems).toEqual([{ param: 'name', message: expect.stringContaining('letters (a-z), digits') }]);
  expect(JSON.stringify(problems)).not.toContain('pattern');
});
