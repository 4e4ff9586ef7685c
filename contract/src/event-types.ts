/** What operators may be told of. */
export const EVENT_TYPES = [
  'budget.threshold',
  'circuit.opened',
  'circuit.closed',
  'credential.refused',
  'route.published',
  'key.created',
  'key.revoked',
] as const;
