/** The items by their values, the smallest first; equal ones stay as they were. Quick for the few that a route has. */
export function sortedBy<Item>({
  items,
  values,
}: {
  readonly items: readonly Item[];
  /** One for each item. Sorted along with them. */
  readonly values: number[];
}): Item[] {
  const sorted = [...items];
  for (let index = 1; index < sorted.length; index++) {
    const value = values[index] ?? 0;
    const item = sorted[index];
    if (item === undefined) break;
    let place = index;
    for (; place > 0; place--) {
      const before = sorted[place - 1];
      const valueBefore = values[place - 1] ?? 0;
      if (before === undefined || valueBefore <= value) break;
      sorted[place] = before;
      values[place] = valueBefore;
    }
    sorted[place] = item;
    values[place] = value;
  }
  return sorted;
}
