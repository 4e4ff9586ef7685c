/** By what a request is known that shall meet the same version again. */
export const CANARY_STICKY_BY = ['key', 'user'] as const;
export type CanaryStickyBy = (typeof CANARY_STICKY_BY)[number];
