/** The script that draws the reference page: one large file, which a checkout fetches and the published package has. */
export interface ReferenceScript {
  /** Stands for its content. */
  readonly tag: string;
  read(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Undefined: it is not there. */
export type FindReferenceScript = () => Promise<ReferenceScript | undefined>;

export const REFERENCE_PAGE = '/docs/api';
export const REFERENCE_SCRIPT = '/docs/api/reference.js';

/** What the page's script may not do: call anybody but this gateway, or keep what somebody typed. */
const SETTINGS = {
  url: '/api/openapi.json',
  telemetry: false,
  withDefaultFonts: false,
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'token' },
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  documentDownloadType: 'json',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  theme: 'default',
};

/** The page, which shows `/api/openapi.json`. Everything that it loads comes from this gateway. */
export function answerReferencePage({
  script,
  nonce,
}: {
  readonly script: ReferenceScript | undefined;
  /** Fresh for each answer: what else gets into the page is not run. */
  readonly nonce: string;
}): Response {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policy(nonce),
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
  };
  return new Response(page(script === undefined ? WITHOUT_SCRIPT : withScript({ script, nonce })), {
    headers,
  });
}

/** The script. Undefined: there is none here. */
export function answerReferenceScript({
  script,
  url,
  headers,
}: {
  readonly script: ReferenceScript | undefined;
  readonly url: string;
  readonly headers: Headers;
}): Response | undefined {
  if (script === undefined) return undefined;
  const zipped = /\bgzip\b/.test(headers.get('accept-encoding') ?? '');
  const tag = `"${script.tag}${zipped ? '-gzip' : ''}"`;
  const answerHeaders = {
    'Content-Type': 'text/javascript; charset=utf-8',
    // The page asks for it by its content: another content has another address.
    'Cache-Control': url.endsWith(`?v=${script.tag}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers: answerHeaders });
  return zipped
    ? new Response(script.read().pipeThrough(new CompressionStream('gzip')), {
        headers: { ...answerHeaders, 'Content-Encoding': 'gzip' },
      })
    : new Response(script.read(), { headers: answerHeaders });
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The script writes styles into the page and into its elements; with nothing outside to load, they do no harm.
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LatentKit API</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; }
body { margin: 0; }
.plain { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 10vh auto; padding: 0 1.5rem; }
.plain pre { font-size: 0.875rem; overflow-x: auto; }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const WITHOUT_SCRIPT = `<main class="plain">
<h1>LatentKit API</h1>
<p>The description of the API is <a href="/api/openapi.json">/api/openapi.json</a>. Any OpenAPI tool reads it.</p>
<p>To see it here, fetch the script that draws this page, once, in the checkout:</p>
<pre>node scripts/fetch-api-reference.mjs</pre>
</main>`;

function withScript({ script, nonce }: { readonly script: ReferenceScript; readonly nonce: string }): string {
  return `<div id="reference"></div>
<noscript><main class="plain">This page needs JavaScript. The same as a file: <a href="/api/openapi.json">/api/openapi.json</a>.</main></noscript>
<script nonce="${nonce}" src="${REFERENCE_SCRIPT}?v=${script.tag}"></script>
<script nonce="${nonce}">Scalar.createApiReference('#reference', { ...${JSON.stringify(SETTINGS)}, servers: [{ url: location.origin }] });</script>`;
}
