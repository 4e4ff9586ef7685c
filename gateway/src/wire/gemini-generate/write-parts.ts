import type { ContentPart } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';

interface PartInput {
  readonly part: ContentPart;
  /** The part's message in the request, for warnings. */
  readonly path: string;
  readonly warn: Warn;
}

/** File name endings → the media types that the API documents for files and images. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/md',
  html: 'text/html',
  css: 'text/css',
  csv: 'text/csv',
  xml: 'text/xml',
  json: 'application/json',
  rtf: 'text/rtf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  mp4: 'video/mp4',
};

/** One content part; undefined where it is empty, or where the format has no place for it (then with a warning). */
export function writePart({ part, path, warn }: PartInput): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      warnOfExtra({ part, path, warn });
      return part.text === '' ? undefined : { text: part.text };
    case 'image':
      return writeImage({ part, path, warn });
    case 'audio':
      return { inlineData: { mimeType: `audio/${part.format}`, data: part.data } };
    case 'file':
      return writeFile({ part, path, warn });
  }
}

function writeImage({ part, path, warn }: PartInput & { readonly part: ContentPart & { type: 'image' } }): JsonObject {
  warnOfExtra({ part, path, warn });
  if (part.detail === 'low' || part.detail === 'high') {
    warn({ param: `${path}.content.image_url.detail`, message: 'The detail of one image cannot be chosen.' });
  }
  const { source } = part;
  if (source.kind === 'base64') return { inlineData: { mimeType: source.mimeType, data: source.data } };
  return writeFileUri(source.url);
}

/** A public https address is fetched by the API itself (ai.google.dev/gemini-api/docs/file-input-methods). */
function writeFileUri(uri: string): JsonObject {
  const mimeType = mimeTypeOfName(URL.canParse(uri) ? new URL(uri).pathname : uri);
  return { fileData: { ...(mimeType === undefined ? undefined : { mimeType }), fileUri: uri } };
}

function writeFile({
  part,
  path,
  warn,
}: PartInput & { readonly part: ContentPart & { type: 'file' } }): JsonObject | undefined {
  if (part.data !== undefined) {
    const mimeType = part.mimeType ?? mimeTypeOfName(part.filename ?? '');
    if (mimeType !== undefined) return { inlineData: { mimeType, data: part.data } };
    warn({ param: `${path}.content.file`, message: 'A file without a media type or a known file name was left out.' });
    return undefined;
  }
  if (part.fileId !== undefined && /^(https|gs):\/\//.test(part.fileId)) return writeFileUri(part.fileId);
  warn({ param: `${path}.content.file.file_id`, message: 'A file id that is no URI of a file was left out.' });
  return undefined;
}

function mimeTypeOfName(name: string): string | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(MIME_TYPES, ending) ? MIME_TYPES[ending] : undefined;
}

interface ExtraInput {
  readonly part: { readonly extra?: JsonObject | undefined };
  readonly path: string;
  readonly warn: Warn;
}

function warnOfExtra({ part, path, warn }: ExtraInput): void {
  for (const key of Object.keys(part.extra ?? {})) {
    warn({ param: `${path}.content.${key}`, message: 'This format has no such field on a content part.' });
  }
}
