/** What the requests of one stretch of time are told apart by. Each combination that occurs is one entry of the sums. */
export const ENTRY_DIMENSIONS = [
  'key_id',
  'key_name',
  'route_id',
  'route_name',
  'capability',
  'member',
  // All of them, as the JSON text of a sorted array.
  'tags',
  // From here on of an attempt. A request counts where its last attempt does: the one that answered, if any did.
  'connection',
  'model',
  'access',
  'funded_by',
] as const;
export type EntryDimension = (typeof ENTRY_DIMENSIONS)[number];

/** What is added up. Money stands in two columns, whole dollars and what is left of them, so that every sum is exact. */
export const FIGURES = [
  // Of requests: exactly one of these counts each.
  'answered',
  'failed',
  'cut',
  'cancelled',
  'interrupted',
  // Also of requests: those that were answered with what an earlier one got.
  'replayed',
  // Of attempts.
  'attempts',
  'failed_attempts',
  'estimated_attempts',
  'unpriced_attempts',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'audio_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_output_tokens',
  'images',
  'cost_dollars',
  'cost_nanos',
  'provider_cost_dollars',
  'provider_cost_nanos',
] as const;
export type Figure = (typeof FIGURES)[number];

/** Places in the arrays that hold an entry. */
export const DIMENSION_AT = placesOf(ENTRY_DIMENSIONS);
export const FIGURE_AT = placesOf(FIGURES);

function placesOf<Name extends string>(names: readonly Name[]): (name: Name) => number {
  const places = new Map(names.map((name, place) => [name, place]));
  return (name) => places.get(name) ?? -1;
}
