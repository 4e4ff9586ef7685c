import type { ConfigFileRoute } from '@latentkit/contract/config-schema';
import type { Access } from '../domain/route.ts';
import type { CheckContext, Placed } from './check-context.ts';

/** Attempts that `crossing: never` keeps out of nearly every request: whoever wrote them may not know. */
export function checkCrossing({
  route,
  accessOf,
  context,
}: {
  readonly route: Placed<ConfigFileRoute>;
  /** Of a connection, by its name. */
  readonly accessOf: (connection: string) => Access | undefined;
  readonly context: CheckContext;
}): void {
  if (route.item.crossing !== 'never') return;
  const accesses = route.item.attempts.map(({ connection }) => accessOf(connection));
  const first = accesses.find((access) => access !== undefined);
  const other = accesses.findIndex((access) => access !== undefined && access !== first);
  if (other < 0) return;
  context.report({
    path: [...route.path, 'attempts', other],
    severity: 'warning',
    message:
      `attempt ${other + 1} of route "${route.item.name}" has ${accesses[other]} access and the first has ${first}: with ` +
      'crossing: never, only requests use it that no attempt before it can serve',
    instead: 'Leave crossing out, or make a route of its own for it.',
  });
}
