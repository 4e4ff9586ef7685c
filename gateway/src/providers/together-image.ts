import { isJsonObject } from '../domain/json.ts';
import type { OpenaiImagesOptions } from '../wire/openai-images/options.ts';
import { parseImageSize } from './image-size.ts';

/** Width and height apart, another word for base64, and the images to edit as plain addresses. */
export const writeTogetherImage: OpenaiImagesOptions['adjust'] = ({ body, request }) => {
  const { size: _size, images, ...written } = body;
  Object.assign(written, parseImageSize(request.size));
  if (written.response_format === 'b64_json') written.response_format = 'base64';
  const references = Array.isArray(images) ? images.filter(isJsonObject) : [];
  const addresses = references.map((reference) => reference.image_url);
  if (addresses.length === 1) written.image_url = addresses[0];
  else if (addresses.length > 1) written.reference_images = addresses;
  return written;
};
