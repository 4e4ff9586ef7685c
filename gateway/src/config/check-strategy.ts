import type { ConfigFileRoute } from '@latentkit/contract/config-schema';
import type { CheckContext, Placed } from './check-context.ts';

/** Settings that the route's strategy makes no use of: whoever wrote them may believe that they do something. */
export function checkStrategy({
  route,
  context,
}: {
  readonly route: Placed<ConfigFileRoute>;
  readonly context: CheckContext;
}): void {
  const { name, strategy, sticky_by: stickyBy, attempts } = route.item;
  if (strategy === 'cheapest' || strategy === 'fastest') {
    const weighted = attempts.findIndex(({ weight }) => weight !== undefined);
    if (weighted >= 0) {
      context.report({
        path: [...route.path, 'attempts', weighted, 'weight'],
        severity: 'warning',
        message: `attempt ${weighted + 1} of route "${name}" has a weight, which "strategy: ${strategy}" does not look at`,
        instead: 'Leave the weight out, or use strategy: weighted or least_busy.',
      });
    }
  }
  const isDrawn = attempts.some(
    ({ weight }, index) => weight !== undefined && attempts[index + 1]?.weight !== undefined,
  );
  if (stickyBy !== 'none' && strategy === 'in_order' && !isDrawn) {
    context.report({
      path: [...route.path, 'sticky_by'],
      severity: 'warning',
      message: `route "${name}" is sticky by ${stickyBy}, and tries its attempts in order: every session begins at the first anyway`,
      instead: 'Leave sticky_by out, or use another strategy.',
    });
  }
}
