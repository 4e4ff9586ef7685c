/** `1024x768` as numbers; undefined for `auto` and for what is no size. */
export function parseImageSize(
  size: string | undefined,
): { readonly width: number; readonly height: number } | undefined {
  const found = /^(\d+)x(\d+)$/.exec(size ?? '');
  const width = Number(found?.[1] ?? 0);
  const height = Number(found?.[2] ?? 0);
  return width > 0 && height > 0 ? { width, height } : undefined;
}

/** The ratio of `ratios` (as `16:9`) that is closest to the size's. */
export function nearestRatio({
  width,
  height,
  ratios,
}: {
  width: number;
  height: number;
  ratios: readonly string[];
}): string | undefined {
  const wanted = Math.log(width / height);
  const distance = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(across / down) - wanted);
  };
  return ratios.toSorted((a, b) => distance(a) - distance(b))[0];
}
