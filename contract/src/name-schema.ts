import * as z from 'zod';

export const nameSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9._-])?$/);

/** Members and tags: e-mail addresses and `team:search` are such. */
export const labelSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._:@/+ -]{0,98}[A-Za-z0-9._:@/+-])?$/);
