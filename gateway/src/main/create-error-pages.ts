import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerOptions } from '../dataplane/server-options.ts';

/** In what was built, they lie beside this code; in a checkout, in its documentation. */
const PLACES = ['./docs/errors/', '../../../docs/errors/'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
);

/** Pages of docs/errors, read and kept when somebody first asks for them: all together are 100 kB. */
export function createErrorPages({
  places = PLACES,
}: {
  readonly places?: readonly string[];
} = {}): ServerOptions['errorPage'] {
  const pages = new Map<string, string>();
  return async (name) => {
    const known = pages.get(name);
    if (known !== undefined) return known;
    for (const place of places) {
      const markdown = await readFile(join(place, `${name}.md`), 'utf8').catch(() => undefined);
      if (markdown === undefined) continue;
      // With its library only where somebody reads one.
      const { writeErrorPage } = await import('../dataplane/error-pages/write-error-page.ts');
      const page = writeErrorPage(markdown);
      pages.set(name, page);
      return page;
    }
    return undefined;
  };
}
