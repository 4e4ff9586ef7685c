import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import {
  answerReferencePage,
  answerReferenceScript,
  type ReferenceScript,
} from '../../src/control/api/api-reference.ts';
import { createFindReferenceScript } from '../../src/main/find-reference-script.ts';
import { REPOSITORY } from '../architecture/source-file.ts';
import { startControlPlane } from './start-control-plane.ts';

const TEXT = 'globalThis.Scalar = {};';
const folder = mkdtempSync(join(tmpdir(), 'latentkit-reference-'));
const place = join(folder, 'reference.js');
writeFileSync(place, TEXT);
afterAll(() => rmSync(folder, { recursive: true }));

async function findScript(): Promise<ReferenceScript> {
  const script = await createFindReferenceScript({ places: [join(folder, 'nowhere.js'), place] })();
  if (script === undefined) throw new Error('not found');
  return script;
}

describe('the reference page', () => {
  test('is served without a credential, and lets nothing be run or called but its own', async () => {
    await using plane = await startControlPlane();
    const answer = await fetch(`${plane.gateway.url}/docs/api`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy.replace("style-src 'unsafe-inline'", '')).not.toMatch(/unsafe|https?:|\*/);
    const html = await answer.text();
    const nonce = /'nonce-([\w-]{20,})'/.exec(policy)?.[1];
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
    expect(html.replaceAll(/\b(?:src|href|url)(?:="|":")(?:\/|data:)/g, '')).not.toMatch(
      /\b(?:src|href|url)(?:="|":")/,
    );
    expect(html).toContain('/api/openapi.json');
    const other = await fetch(`${plane.gateway.url}/docs/api`);
    expect(other.headers.get('content-security-policy')).not.toBe(policy);
    expect((await fetch(`${plane.gateway.url}/docs/api`, { method: 'POST' })).status).toBe(405);
    const script = await fetch(`${plane.gateway.url}/docs/api/reference.js`);
    expect(script.status).toBe(existsSync(join(REPOSITORY, 'gateway/assets/api-reference/reference.js')) ? 200 : 404);
    await script.arrayBuffer();
    expect((await fetch(`${plane.gateway.url}/docs/api/other.js`)).status).toBe(404);
  });

  test('says how to get its script where that is missing', async () => {
    const html = await answerReferencePage({ script: undefined, nonce: 'n' }).text();
    expect(html).toContain('node scripts/fetch-api-reference.mjs');
    expect(html).toContain('href="/api/openapi.json"');
    expect(html).not.toContain('<script');
    expect(answerReferenceScript({ script: undefined, url: '/', headers: new Headers() })).toBeUndefined();
    expect(await createFindReferenceScript({ places: [join(folder, 'nowhere.js')] })()).toBeUndefined();
  });

  test('asks for its script by its content, which a browser then keeps for a year', async () => {
    const script = await findScript();
    expect(script.tag).toBe(createHash('sha256').update(TEXT).digest('base64url').slice(0, 22));
    const url = `/docs/api/reference.js?v=${script.tag}`;
    expect(await answerReferencePage({ script, nonce: 'n' }).text()).toContain(`src="${url}"`);
    const answer = answerReferenceScript({ script, url, headers: new Headers() });
    expect(answer?.headers.get('cache-control')).toContain('immutable');
    expect(answer?.headers.get('etag')).toBe(`"${script.tag}"`);
    expect(await answer?.text()).toBe(TEXT);
    const other = answerReferenceScript({ script, url: '/docs/api/reference.js?v=old', headers: new Headers() });
    expect(other?.headers.get('cache-control')).toBe('no-cache');
    await other?.body?.cancel();
  });

  test('sends its script small, and not again to whoever has it', async () => {
    const script = await findScript();
    const headers = new Headers({ 'accept-encoding': 'br, gzip' });
    const answer = answerReferenceScript({ script, url: '/docs/api/reference.js', headers });
    expect(answer?.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync((await answer?.bytes()) ?? '').toString()).toBe(TEXT);
    headers.set('if-none-match', answer?.headers.get('etag') ?? '');
    expect(answerReferenceScript({ script, url: '/docs/api/reference.js', headers })?.status).toBe(304);
  });
});
