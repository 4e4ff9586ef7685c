import { type ImageBody, imageBodySchema } from '@latentkit/contract/image-body';
import { GatewayError } from '../../domain/gateway-error.ts';
import { parseBody } from './parse-body.ts';
import { readImageSource } from './read-image-source.ts';
import type { ReadBody } from './read-request.ts';
import { unknownFields } from './unknown-fields.ts';

const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(imageBodySchema.shape));

/** @throws GatewayError validation_error */
export function readImageBody(text: string): ReadBody {
  const body = parseBody<ImageBody>({ text, schema: imageBodySchema });
  const { prompt, size, n, quality, style, background, response_format, image, mask, user, response_profile } = body;
  const passthrough = unknownFields({ body, known: KNOWN_FIELDS });
  if (mask && !image) {
    throw new GatewayError('validation_error', {
      reason: 'missing_field',
      param: 'image',
      message: '"mask" needs "image".',
      hint: 'Send the image to edit with the mask, or leave the mask out.',
    });
  }
  const images = (image ? [image].flat() : []).map((text, index) =>
    readImageSource({ text, param: Array.isArray(image) ? `image[${index}]` : 'image' }),
  );
  return {
    task: {
      operation: 'image',
      request: {
        prompt,
        size: size ?? undefined,
        n: n ?? 1,
        quality: quality ?? undefined,
        style: style ?? undefined,
        background: background ?? undefined,
        responseFormat: typeof response_format === 'string' ? response_format : response_format?.type,
        images,
        mask: mask ? readImageSource({ text: mask, param: 'mask' }) : undefined,
        user: user ?? undefined,
        passthrough,
      },
      stream: false,
    },
    wantedProfile: response_profile ?? undefined,
  };
}
