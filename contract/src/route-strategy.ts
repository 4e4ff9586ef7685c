import * as z from 'zod';

/** How the attempts that can serve a request are ordered. */
export const ROUTE_STRATEGIES = ['in_order', 'weighted', 'cheapest', 'fastest', 'least_busy'] as const;

export const routeStrategySchema = z.enum(ROUTE_STRATEGIES);
export type RouteStrategy = z.infer<typeof routeStrategySchema>;

/** What makes two requests one session, which begins at the same attempt. */
export const STICKY_BY = ['none', 'key', 'user'] as const;

export const stickyBySchema = z.enum(STICKY_BY);
export type StickyBy = z.infer<typeof stickyBySchema>;
