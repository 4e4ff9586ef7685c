import { createHash } from 'node:crypto';

export const ERROR_PAGES = '/docs/errors';

/** The only style of a page: it stands in the page itself. */
export const ERROR_PAGE_STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { border: 1px solid #8886; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; background: #8882; padding: 0.75rem; }
p code, li code { overflow-wrap: anywhere; }
:target { scroll-margin-top: 1rem; }
tr:has(:target) { background: #8883; }
`;

/** Nothing is run, nothing is loaded, and the page stands in no other one. */
export const ERROR_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(ERROR_PAGE_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
