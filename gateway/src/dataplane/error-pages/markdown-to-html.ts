import { Marked } from 'marked';

/** Where a link of a page leads; undefined: to what is not served, so that only its name is shown. */
export type LinkTarget = (target: string) => string | undefined;

/** Pages of our own documentation as HTML: what HTML stands in them, such as marks that links lead to, stays as it is. */
export function markdownToHtml({
  markdown,
  linkTarget,
}: {
  readonly markdown: string;
  readonly linkTarget: LinkTarget;
}): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const name = this.parser.parseInline(tokens);
        const target = linkTarget(href);
        return target === undefined ? name : `<a href="${target.replaceAll('"', '%22')}">${name}</a>`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** As on the pages of a code host: small letters, and dashes for blanks. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .replaceAll(' ', '-');
}
