import type { ContentPart } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';

/** Fields of a part that the format knows beside ours. */
const KNOWN_EXTRAS: ReadonlySet<string> = new Set(['prompt_cache_breakpoint']);

interface ContentInput {
  readonly parts: readonly ContentPart[];
  readonly warn: Warn;
}

/** One plain text is written as it is. @throws RangeError for a part that the format cannot carry */
export function writeContent({ parts, warn }: ContentInput): string | JsonObject[] {
  const written = parts.map((part) => writePart(part, warn));
  const [only] = written;
  if (only === undefined) return '';
  const isPlainText = written.length === 1 && only.type === 'input_text' && Object.keys(only).length === 2;
  return isPlainText && typeof only.text === 'string' ? only.text : written;
}

/** The text of parts that may hold nothing else. */
export function textOfParts({ parts, warn, place }: ContentInput & { readonly place: string }): string {
  const texts = parts.filter((part) => part.type === 'text');
  if (texts.length < parts.length) {
    warn({
      param: 'messages.content',
      message: `Only text can stand in ${place} here; the other parts were left out.`,
    });
  }
  return texts
    .map((part) => {
      writeExtra({ extra: part.extra, known: new Set(), warn });
      return part.text;
    })
    .join('');
}

function writePart(part: ContentPart, warn: Warn): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text, ...writeExtra({ extra: part.extra, known: KNOWN_EXTRAS, warn }) };
    case 'image': {
      const { source, detail, extra } = part;
      const url = source.kind === 'url' ? source.url : `data:${source.mimeType};base64,${source.data}`;
      const image = { type: 'input_image', image_url: url, ...(detail === undefined ? {} : { detail }) };
      return { ...image, ...writeExtra({ extra, known: KNOWN_EXTRAS, warn }) };
    }
    case 'file':
      return writeFile(part);
    case 'audio':
      // Left out, it would be answered as if it had not been there. The route's next attempt may carry it.
      throw new RangeError('Audio cannot be sent to this model.');
  }
}

function writeFile({ data, mimeType, fileId, filename }: Extract<ContentPart, { type: 'file' }>): JsonObject {
  if (fileId !== undefined) return { type: 'input_file', file_id: fileId };
  if (data === undefined) throw new RangeError('A file part has neither data nor an id.');
  if (/^https?:\/\//.test(data)) return { type: 'input_file', file_url: data };
  const url = `data:${mimeType ?? 'application/pdf'};base64,${data}`;
  if (mimeType?.startsWith('image/')) return { type: 'input_image', image_url: url };
  // Inline data without a file name is refused.
  return { type: 'input_file', filename: filename ?? 'document.pdf', file_data: url };
}

function writeExtra(input: {
  readonly extra: JsonObject | undefined;
  readonly known: ReadonlySet<string>;
  readonly warn: Warn;
}): JsonObject {
  const kept: JsonObject = {};
  for (const [field, value] of Object.entries(input.extra ?? {})) {
    if (input.known.has(field)) kept[field] = value;
    else input.warn({ param: `messages.content.${field}`, message: 'The field is not known here; it was left out.' });
  }
  return kept;
}
