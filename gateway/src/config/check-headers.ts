import type { CheckContext } from './check-context.ts';
import type { ConfigPath } from './config-path.ts';

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/;
// Visible ASCII, spaces, tabs and Latin-1: what an HTTP header can carry without a second meaning.
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,4096}$/;

/** Written by the gateway for every call; a second value would change who is asked, or where a request ends. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function checkHeaders({
  headers,
  path,
  context,
}: {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: ConfigPath;
  readonly context: CheckContext;
}): void {
  for (const [name, value] of Object.entries(headers)) {
    const headerPath = [...path, name];
    if (!NAME.test(name)) {
      context.report({ path: headerPath, part: 'key', message: 'this is not a header name' });
    } else if (OWN_HEADERS.has(name.toLowerCase())) {
      const isSecret = name.toLowerCase() === 'authorization';
      context.report({
        path: headerPath,
        part: 'key',
        message: `the header "${name}" is written by the gateway itself`,
        instead: isSecret ? 'Put the secret into api_key instead.' : 'Remove it.',
      });
    } else if (!VALUE.test(value)) {
      context.report({
        path: headerPath,
        message: 'a header cannot hold this text: line breaks, say, are not allowed',
      });
    }
  }
}
