import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { GatewayError } from '../../domain/gateway-error.ts';
import { ERROR_PAGE_POLICY, ERROR_PAGES } from '../error-pages/error-page-policy.ts';
import type { Handler, RequestContext } from '../handler.ts';

const PAGE_OF_CODE = /^\/docs\/errors\/([a-z_]+)$/;

/** What `docs` of every error body leads to. */
export const errorIndex: Handler = {
  method: 'GET',
  path: ERROR_PAGES,
  isApi: false,
  handle: (context) => sendPage({ context, page: 'README' }),
};

export const errorPage: Handler = {
  method: 'GET',
  path: `${ERROR_PAGES}/{code}`,
  pattern: PAGE_OF_CODE,
  isApi: false,
  handle(context) {
    const [path = ''] = (context.request.url ?? '').split('?');
    const code = PAGE_OF_CODE.exec(path)?.[1] ?? '';
    if (!Object.hasOwn(ERROR_CATALOGUE, code)) throw noSuchPage();
    return sendPage({ context, page: code });
  },
};

async function sendPage({ context, page }: { readonly context: RequestContext; readonly page: string }): Promise<void> {
  const { response, requestId, options } = context;
  const html = await options.errorPage(page);
  if (html === undefined) throw noSuchPage();
  response
    .writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': Buffer.byteLength(html),
      'Cache-Control': 'public, max-age=300',
      'Content-Security-Policy': ERROR_PAGE_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'X-LK-Request-ID': requestId,
    })
    .end(html);
}

function noSuchPage(): GatewayError {
  return new GatewayError('not_found', { hint: `GET ${ERROR_PAGES} lists every error of this gateway.` });
}
