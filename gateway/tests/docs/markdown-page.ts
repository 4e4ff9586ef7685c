import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { REPOSITORY } from '../architecture/source-file.ts';

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

/** A page of the documentation, taken apart as far as the tests look at it. */
export interface MarkdownPage {
  /** From the checkout, with `/`. */
  readonly path: string;
  /** Without code blocks. */
  readonly prose: string;
  readonly blocks: readonly CodeBlock[];
  /** What `#…` may follow the page's name. */
  readonly anchors: ReadonlySet<string>;
}

export function readPages(): MarkdownPage[] {
  return globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'bench/*.md'], { cwd: REPOSITORY })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort()
    .map((path) => parsePage({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') }));
}

const FENCE = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;

export function parsePage({ path, text }: { readonly path: string; readonly text: string }): MarkdownPage {
  const blocks = [...text.matchAll(FENCE)].map(([, indent = '', language = '', code = '']) => ({
    language,
    text: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
  const prose = text.replaceAll(FENCE, '');
  return { path, prose, blocks, anchors: anchorsOf(prose) };
}

function anchorsOf(prose: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = slugOf(heading);
    // A heading that stands twice gets a number, as on the sites that show these pages.
    for (let count = 0; ; count++) {
      const anchor = count === 0 ? slug : `${slug}-${count}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      break;
    }
  }
  for (const [, id = ''] of prose.matchAll(/<a id="([^"]+)">/g)) anchors.add(id);
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}
