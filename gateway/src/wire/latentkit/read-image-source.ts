import type { ImageSource } from '../../domain/chat.ts';
import { GatewayError } from '../../domain/gateway-error.ts';

const DATA_URL = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+);base64,/i;

/** First bytes of a base64 text → the type of the image. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** An image reference: a web address, a data URL, or plain base64 of a PNG, JPEG, GIF or WebP. @throws GatewayError */
export function readImageSource({ text, param }: { text: string; param: string }): ImageSource {
  if (text.startsWith('https://') || text.startsWith('http://')) {
    if (URL.canParse(text)) return { kind: 'url', url: text };
    throw unsupported({ param, message: `"${param}" is no valid web address.` });
  }
  const found = DATA_URL.exec(text.slice(0, 100));
  if (found?.[1]) return { kind: 'base64', mimeType: found[1].toLowerCase(), data: text.slice(found[0].length) };
  const mimeType = MAGIC.find(([start]) => text.startsWith(start))?.[1];
  if (mimeType) return { kind: 'base64', mimeType, data: text };
  throw unsupported({ param, message: `"${param}" is neither a web address nor an image in base64.` });
}

function unsupported({ param, message }: { param: string; message: string }): GatewayError {
  return new GatewayError('validation_error', {
    reason: 'unsupported_media',
    param,
    message,
    hint: 'Send an https:// address, or a data URL such as data:image/png;base64,… (PNG, JPEG, GIF or WebP).',
  });
}
