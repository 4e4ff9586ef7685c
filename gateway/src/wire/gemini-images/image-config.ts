import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { isGeminiThreeOrLater } from '../gemini-generate/model-generation.ts';

/** Aspect ratios that every image model takes (ai.google.dev/api/generate-content, "ImageConfig"). */
const ASPECT_RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;

/** Names of the output sizes → the longest edge, pixels, up to which a wish is taken for that size. */
const IMAGE_SIZES: readonly (readonly [string, number])[] = [
  ['1K', 1_536],
  ['2K', 3_072],
  ['4K', Number.POSITIVE_INFINITY],
];

interface SizeInput {
  /** `auto` or `<width>x<height>`. */
  readonly size: string | undefined;
  readonly model: string;
  readonly warn: Warn;
}

/** The models take a shape and a class of size, not pixels: the closest ones are asked for. */
export function writeImageConfig({ size, model, warn }: SizeInput): JsonObject | undefined {
  const [width, height] = (size ?? 'auto').split('x').map(Number);
  if (!width || !height) return undefined;
  const aspectRatio = closestRatio(width / height);
  const imageSize = IMAGE_SIZES.find(([, longest]) => Math.max(width, height) <= longest)?.[0] ?? '1K';
  const sized = isGeminiThreeOrLater(model);
  if (size !== '1024x1024') {
    const asked = sized ? `${aspectRatio} at ${imageSize}` : aspectRatio;
    warn({ param: 'size', message: `This model takes no size in pixels; ${asked} was asked for.` });
  }
  return sized ? { aspectRatio, imageSize } : { aspectRatio };
}

function closestRatio(wanted: number): string {
  const distance = (ratio: string): number => {
    const [width = 1, height = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(width / height / wanted));
  };
  return ASPECT_RATIOS.toSorted((a, b) => distance(a) - distance(b))[0] ?? '1:1';
}
