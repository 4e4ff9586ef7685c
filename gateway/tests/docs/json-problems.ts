import { posix } from 'node:path';
import { ERROR_CATALOGUE, type ErrorEntry } from '@latentkit/contract/error-catalogue';
import { isJsonObject, type JsonObject, parseJson } from '../../src/domain/json.ts';
import type { MarkdownPage } from './markdown-page.ts';

const CATALOGUE: Readonly<Record<string, ErrorEntry>> = ERROR_CATALOGUE;

/** Examples of JSON that is none, and error bodies that the gateway could not have written. */
export function jsonProblems(pages: readonly MarkdownPage[]): string[] {
  return pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'json')
      .flatMap(({ text }) => {
        const parsed = parseJson(text);
        if (!parsed.ok) return [`${path}: not valid JSON:\n${text}`];
        if (!isJsonObject(parsed.value) || parsed.value.error === undefined) return [];
        return errorProblems({ path, body: parsed.value }).map((problem) => `${path}: ${problem}`);
      }),
  );
}

function errorProblems({ path, body }: { readonly path: string; readonly body: JsonObject }): string[] {
  const code = String(body.error);
  const entry = CATALOGUE[code];
  if (entry === undefined) return [`there is no error "${code}"`];
  const page = posix.basename(path, '.md');
  // A record of the request log has a code, but no body.
  const isBody = body.outcome === undefined;
  const reason = body.reason === undefined ? undefined : String(body.reason);
  return [
    ...(CATALOGUE[page] !== undefined && page !== code ? [`the example shows "${code}"`] : []),
    ...(isBody && body.code !== code ? ['"code" is not the same as "error"'] : []),
    ...(isBody && body.docs !== `/docs/errors#${code}` ? ['"docs" points elsewhere'] : []),
    ...(isBody && !/^req_[0-9a-z]{26}$/.test(String(body.request_id)) ? ['"request_id" is none'] : []),
    ...(isBody && entry.reasons.length > 0 && reason === undefined ? ['"reason" is missing'] : []),
    ...(reason !== undefined && !entry.reasons.includes(reason) ? [`${code} has no reason "${reason}"`] : []),
  ];
}
