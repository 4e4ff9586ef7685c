import * as z from 'zod';

export const RESPONSE_PROFILES = ['fast', 'balanced', 'deep'] as const;

export const responseProfileSchema = z.enum(RESPONSE_PROFILES);
export type ResponseProfile = z.infer<typeof responseProfileSchema>;
