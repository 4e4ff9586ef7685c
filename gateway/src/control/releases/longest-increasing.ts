/** The longest of the sequences of growing numbers in a list, as they stand in it; the first where there are several. */
export function longestIncreasing(numbers: readonly number[]): readonly number[] {
  let longest: readonly number[] = [];
  const endingAt: (readonly number[])[] = [];
  for (const [index, number] of numbers.entries()) {
    let best: readonly number[] = [];
    for (const [earlier, sequence] of endingAt.entries()) {
      if (earlier < index && (sequence.at(-1) ?? 0) < number && sequence.length > best.length) best = sequence;
    }
    const here = [...best, number];
    endingAt.push(here);
    if (here.length > longest.length) longest = here;
  }
  return longest;
}
