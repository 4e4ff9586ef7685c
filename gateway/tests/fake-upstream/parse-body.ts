import type { FormPart } from './behaviour.ts';

/** JSON as a value, a multipart form as its parts, anything else as text. */
export function parseBody({ bytes, contentType }: { bytes: Buffer; contentType: string }): unknown {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType) ?? [];
  if (boundary !== undefined) return parseForm(bytes, boundary);
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseForm(bytes: Buffer, boundary: string): FormPart[] {
  const text = bytes.toString('latin1');
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const headEnd = part.indexOf('\r\n\r\n');
      const head = part.slice(0, headEnd);
      return {
        name: /[; ]name="([^"]*)"/i.exec(head)?.[1] ?? '',
        filename: /filename="([^"]*)"/i.exec(head)?.[1],
        contentType: /content-type: *([^\r\n]+)/i.exec(head)?.[1],
        bytes: Buffer.from(part.slice(headEnd + 4, -2), 'latin1'),
      };
    });
}
