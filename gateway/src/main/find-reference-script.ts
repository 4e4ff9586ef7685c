import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FindReferenceScript } from '../control/api/api-reference.ts';

/** In what was built, it lies beside this code; in a checkout, beside `src`. */
const PLACES = ['./assets/api-reference/reference.js', '../../assets/api-reference/reference.js'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
);

/** Looks for the script of the reference page, and reads it only when it is sent: nobody needs it in memory. */
export function createFindReferenceScript({
  places = PLACES,
}: {
  readonly places?: readonly string[];
} = {}): FindReferenceScript {
  let known: { readonly state: string; readonly tag: string } | undefined;
  return async () => {
    for (const path of places) {
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() !== true) continue;
      const state = `${path} ${found.size} ${found.mtimeMs}`;
      if (known?.state !== state) known = { state, tag: await digestOf(path) };
      return { tag: known.tag, read: () => readWeb(path) };
    }
    return undefined;
  };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('base64url').slice(0, 22);
}

function readWeb(path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(createReadStream(path));
}
