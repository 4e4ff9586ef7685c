import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const CODES = Object.keys(ERROR_CATALOGUE);
const YAML = `
version: 1
workspace: acme
connections: [{ name: box, provider: sandbox, models: [{ id: sandbox }] }]
routes: [{ name: default, attempts: [{ connection: box, model: sandbox }] }]
`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ yaml: YAML });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const open = async (path: string) => {
  const answer = await fetch(gateway.url + path);
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
};

describe('the pages of errors', () => {
  test('are where an error body says', async () => {
    const { docs } = await json(await fetch(`${gateway.url}/v1/chat`, { method: 'POST' }));
    expect(docs).toBe('/docs/errors#missing_api_key');
    const { status, headers, html } = await open(docs);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const code of CODES) expect(html).toContain(`<a id="${code}"></a><a href="/docs/errors/${code}">`);
  });

  test.each(CODES)('have one for %s', async (code) => {
    const { status, html } = await open(`/docs/errors/${code}`);
    expect(status).toBe(200);
    expect(html).toContain(`<h1 id="${code}-`);
    expect(html).toContain('<strong>Retry:</strong>');
    // Nothing of how they are written is left over.
    expect(html.replaceAll(/<(pre|code)>.*?<\/\1>/gs, '')).not.toMatch(/```|\]\(|\*\*|`|\|/);
  });

  test('link only to what is there', async () => {
    const pages = await Promise.all(['/docs/errors', ...CODES.map((code) => `/docs/errors/${code}`)].map(open));
    const links = new Set(
      pages.flatMap(({ html }) => [...html.matchAll(/<a href="([^"]*)">/g)].map(([, href]) => href)),
    );
    expect(links.size).toBeGreaterThanOrEqual(CODES.length);
    for (const link of links) {
      const [path = '', anchor] = (link ?? '').split('#');
      const { status, html } = await open(path);
      expect([link, status]).toEqual([link, 200]);
      if (anchor !== undefined) expect(html).toContain(`id="${anchor}"`);
    }
  });

  test('need no script and load nothing', async () => {
    const { headers, html } = await open('/docs/errors');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(html).not.toMatch(/<script|<img|style="|\bon\w+="/);
  });

  test('say what is wrong with the address of one that there is not', async () => {
    for (const path of ['/docs/errors/nothing', '/docs/errors/constructor', '/docs/errors/README']) {
      const { status, html } = await open(path);
      expect([path, status]).toEqual([path, 404]);
      expect(JSON.parse(html)).toMatchObject({ error: 'not_found' });
    }
    expect((await fetch(`${gateway.url}/docs/errors`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${gateway.url}/docs/errors/conflict`, { method: 'HEAD' })).status).toBe(200);
  });
});
