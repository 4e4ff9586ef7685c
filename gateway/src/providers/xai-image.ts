import { isJsonObject } from '../domain/json.ts';
import type { OpenaiImagesOptions } from '../wire/openai-images/options.ts';
import { nearestRatio, parseImageSize } from './image-size.ts';

const RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '2:1', '1:2'];

/** Shapes instead of sizes, and an image to edit as one object. */
export const writeXaiImage: OpenaiImagesOptions['adjust'] = ({ body, request, warn }) => {
  const { size: _size, images, ...written } = body;
  const size = parseImageSize(request.size);
  const ratio = size && nearestRatio({ ...size, ratios: RATIOS });
  if (ratio !== undefined) {
    written.aspect_ratio = ratio;
    warn({ param: 'size', message: `This provider takes a shape, not a size; ${ratio} was sent.` });
  }
  const references = Array.isArray(images) ? images.filter(isJsonObject) : [];
  const sources = references.map(({ image_url: url }) => ({ type: 'image_url', url }));
  if (sources.length === 1) written.image = sources[0];
  else if (sources.length > 1) written.images = sources;
  return written;
};
