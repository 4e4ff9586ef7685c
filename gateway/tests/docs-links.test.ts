import { describe, expect, test } from 'vitest';
import { brokenLinks } from './docs/broken-links.ts';
import { parsePage, readPages } from './docs/markdown-page.ts';

describe('the documentation', () => {
  test('every link leads to a page and a heading that exist, and every path that is named exists', () => {
    const pages = readPages();
    expect(pages.length).toBeGreaterThan(40);
    expect(brokenLinks(pages)).toEqual([]);
  });
});

describe('the check notices', () => {
  const page = (text: string) => parsePage({ path: 'README.md', text });

  test.each([
    ['a page that does not exist', '[x](nowhere.md)'],
    ['a heading that does not exist', '[x](#nowhere)'],
    ['a path that does not exist', 'Look at `gateway/src/nowhere.ts`.'],
  ])('%s', (_, text) => {
    expect(brokenLinks([page(text)])).toHaveLength(1);
  });

  test('nothing wrong with headings, anchors, code and other sites', () => {
    const text = [
      '## Where the gateway may connect',
      '### `stream_cut`',
      '<a id="x"></a> [a](#where-the-gateway-may-connect) [b](#stream_cut) [c](#x) [d](https://example.com/nowhere)',
      '```md',
      '[e](nowhere.md)',
      '```',
    ].join('\n');
    expect(brokenLinks([page(text)])).toEqual([]);
  });
});
