import { ERROR_PAGE_STYLE, ERROR_PAGES } from './error-page-policy.ts';
import { markdownToHtml } from './markdown-to-html.ts';

/** A page of docs/errors as a browser shows it. */
export function writeErrorPage(markdown: string): string {
  const title = /^# (.*)$/m.exec(markdown)?.[1]?.replaceAll('`', '') ?? 'Errors';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replace(/[&<>]/g, '')} – LatentKit</title>
<link rel="icon" href="data:,">
<style>${ERROR_PAGE_STYLE}</style>
</head>
<body>
${markdownToHtml({ markdown, linkTarget })}
</body>
</html>
`;
}

const PAGE_BESIDE = /^([a-z_]+|README)\.md(#[a-z0-9_-]+)?$/;

/** Other parts of the documentation are not served. */
function linkTarget(target: string): string | undefined {
  if (target.startsWith('https://') || target.startsWith('#')) return target;
  const [, page, anchor = ''] = PAGE_BESIDE.exec(target) ?? [];
  if (page === undefined) return undefined;
  return `${page === 'README' ? ERROR_PAGES : `${ERROR_PAGES}/${page}`}${anchor}`;
}
