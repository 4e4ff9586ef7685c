import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { REPOSITORY } from '../architecture/source-file.ts';
import type { MarkdownPage } from './markdown-page.ts';

const LINK = /\]\(([^)\s]+)\)/g;
/** A path of the checkout that is named in the text. Placeholders (`<id>`) and patterns (`*`) are none. */
const NAMED_PATH = /`((?:contract|gateway|scripts|docs|bench|examples)\/[A-Za-z0-9_./-]*)`/g;

/** Links that lead nowhere, and paths that do not exist. Addresses of other sites are not looked at. */
export function brokenLinks(pages: readonly MarkdownPage[]): string[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.flatMap((page) => [
    ...[...page.prose.matchAll(LINK)].flatMap(([, target = '']) => linkProblem({ page, target, byPath })),
    ...[...page.prose.matchAll(NAMED_PATH)]
      .filter(([, path = '']) => !existsSync(join(REPOSITORY, path)))
      .map(([, path]) => `${page.path} names ${path}, which does not exist`),
  ]);
}

interface Link {
  readonly page: MarkdownPage;
  readonly target: string;
  readonly byPath: ReadonlyMap<string, MarkdownPage>;
}

function linkProblem({ page, target, byPath }: Link): string[] {
  if (/^[a-z]+:/.test(target)) return [];
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? page.path : posix.join(posix.dirname(page.path), file);
  if (!existsSync(join(REPOSITORY, path))) return [`${page.path} links to ${target}, which does not exist`];
  if (anchor === undefined || byPath.get(path)?.anchors.has(anchor)) return [];
  return [`${page.path} links to ${target}, but ${path} has no such heading`];
}
