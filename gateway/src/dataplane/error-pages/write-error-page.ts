import { createHash } from 'node:crypto';
import { markdownToHtml } from './markdown-to-html.ts';

export const ERROR_PAGES = '/docs/errors';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8886; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; background: #8882; padding: 0.75rem; }
:target { scroll-margin-top: 1rem; }
tr:has(:target) { background: #8883; }
`;

/** Nothing is run, nothing is loaded, and the page stands in no other one. */
export const ERROR_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

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
<style>${STYLE}</style>
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
