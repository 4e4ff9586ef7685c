/**
 * Body fields that would choose a model or a provider. They are refused on every endpoint: the key's route decides.
 * The list is what the published clients refuse as well, so that a raw HTTP call behaves like an SDK call.
 */
export const ROUTING_FIELDS: ReadonlySet<string> = new Set([
  'model',
  'models',
  'provider',
  'providers',
  'route',
  'route_id',
  'policy',
  'policy_id',
  'policy_version_id',
]);
