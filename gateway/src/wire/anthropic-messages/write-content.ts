import type { ContentPart } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';

/** Fields of a text or image part that the format knows beside ours. */
const KNOWN_EXTRAS: ReadonlySet<string> = new Set(['cache_control', 'citations']);

/** Empty text is left out: the format refuses empty text blocks. @throws RangeError for a part that the format cannot carry */
export function writeContent({ parts, warn }: { parts: readonly ContentPart[]; warn: Warn }): JsonObject[] {
  return parts.flatMap((part) => {
    if (part.type === 'text' && part.text === '') return [];
    return [writePart({ part, warn })];
  });
}

function writePart({ part, warn }: { part: ContentPart; warn: Warn }): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...writeExtra({ extra: part.extra, warn }) };
    case 'image': {
      if (part.detail === 'low' || part.detail === 'high') {
        warn({
          param: 'messages.content.image_url.detail',
          message: 'An image has no level of detail here; it was sent as it is.',
        });
      }
      return { type: 'image', source: imageSource(part.source), ...writeExtra({ extra: part.extra, warn }) };
    }
    case 'file':
      return writeFile(part);
    case 'audio':
      throw notCarried('Audio cannot be sent to this provider.');
  }
}

function imageSource(source: Extract<ContentPart, { type: 'image' }>['source']): JsonObject {
  return source.kind === 'url'
    ? { type: 'url', url: source.url }
    : { type: 'base64', media_type: source.mimeType, data: source.data };
}

function writeExtra({ extra, warn }: { extra: JsonObject | undefined; warn: Warn }): JsonObject {
  if (!extra) return {};
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(extra)) {
    if (!KNOWN_EXTRAS.has(key)) {
      warn({ param: `messages.content.${key}`, message: 'The provider does not know this field.' });
    } else if (isJsonObject(value)) {
      known[key] = value;
    }
  }
  return known;
}

/** Base64 of the bytes `%PDF-`. */
const PDF_START = 'JVBERi0';

function writeFile(part: Extract<ContentPart, { type: 'file' }>): JsonObject {
  const title = part.filename === undefined ? {} : { title: part.filename };
  if (part.fileId !== undefined) return { type: 'document', source: { type: 'file', file_id: part.fileId }, ...title };
  const data = part.data ?? '';
  if (data.startsWith('https://')) return { type: 'document', source: { type: 'url', url: data }, ...title };
  if (part.mimeType === 'application/pdf' || (part.mimeType === undefined && data.startsWith(PDF_START))) {
    return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data }, ...title };
  }
  if (part.mimeType?.startsWith('image/')) {
    return { type: 'image', source: { type: 'base64', media_type: part.mimeType, data } };
  }
  if (part.mimeType?.startsWith('text/')) {
    const text = Buffer.from(data, 'base64').toString('utf8');
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...title };
  }
  throw notCarried(`A file of the type "${part.mimeType ?? 'unknown'}" cannot be sent to this provider.`);
}

/**
 * A part that the format cannot carry fails the attempt instead of being left out with a warning: an answer that never
 * saw the file would answer another question. The route then tries its next attempt.
 */
function notCarried(message: string): RangeError {
  return new RangeError(message);
}
