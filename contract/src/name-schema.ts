import * as z from 'zod';

export const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9._-])?$/,
    'must have 1 to 64 letters (a-z), digits, spaces, ".", "_" or "-", begin with a letter or a digit, and not end with a space',
  );

/** Members and tags: e-mail addresses and `team:search` are such. */
export const labelSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._:@/+ -]{0,98}[A-Za-z0-9._:@/+-])?$/,
    'must have 1 to 100 letters (a-z), digits, spaces or . _ : @ / + -, begin with a letter or a digit, and not end with a space',
  );
