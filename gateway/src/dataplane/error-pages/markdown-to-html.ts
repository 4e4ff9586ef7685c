/** Where a link of a page leads; undefined: to what is not served, so that only its name is shown. */
export type LinkTarget = (target: string) => string | undefined;

interface Rendering {
  readonly markdown: string;
  readonly linkTarget: LinkTarget;
}

/**
 * The Markdown that our own pages are written in, as HTML: headings, paragraphs, lists, tables, blocks of code, and links,
 * code and bold in them. What else stands there is text.
 */
export function markdownToHtml({ markdown, linkTarget }: Rendering): string {
  const lines = markdown.split('\n');
  const html: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const kind = kindOf(lines[at] ?? '');
    let end = at + 1;
    while (end < lines.length && goesOn({ kind, line: lines[end] ?? '', before: lines.slice(at + 1, end) })) end++;
    html.push(write({ kind, lines: lines.slice(at, end), linkTarget }));
    at = end;
  }
  return html.filter((block) => block !== '').join('\n');
}

type Kind = 'code' | 'heading' | 'table' | 'list' | 'nothing' | 'text';

function kindOf(line: string): Kind {
  if (line.startsWith('```')) return 'code';
  if (/^#{1,4} /.test(line)) return 'heading';
  if (line.startsWith('|')) return 'table';
  if (line.startsWith('- ')) return 'list';
  return line.trim() === '' || /^<!--.*-->$/.test(line) ? 'nothing' : 'text';
}

function goesOn({ kind, line, before }: { kind: Kind; line: string; before: readonly string[] }): boolean {
  switch (kind) {
    case 'code':
      return before.at(-1) !== '```';
    case 'list':
      return line.startsWith('- ') || line.startsWith('  ');
    case 'heading':
      return false;
    case 'table':
    case 'text':
    case 'nothing':
      return kindOf(line) === kind;
  }
}

interface Block {
  readonly kind: Kind;
  readonly lines: readonly string[];
  readonly linkTarget: LinkTarget;
}

function write({ kind, lines, linkTarget }: Block): string {
  const inline = (text: string) => inlineHtml({ text, linkTarget });
  const [first = ''] = lines;
  switch (kind) {
    case 'code':
      return `<pre><code>${escapeAll(lines.slice(1, lines.at(-1) === '```' ? -1 : undefined).join('\n'))}</code></pre>`;
    case 'heading': {
      const level = first.indexOf(' ');
      const text = first.slice(level + 1);
      return `<h${level} id="${anchorOf(text)}">${inline(text)}</h${level}>`;
    }
    case 'table':
      return tableHtml({ lines, inline });
    case 'list': {
      const items = lines.join('\n').split(/^- /m).slice(1);
      return `<ul>${items.map((item) => `<li>${inline(item.trim())}</li>`).join('')}</ul>`;
    }
    case 'text':
      return `<p>${inline(lines.join('\n'))}</p>`;
    case 'nothing':
      return '';
  }
}

function tableHtml({ lines, inline }: { lines: readonly string[]; inline: (text: string) => string }): string {
  const [head = [], , ...rows] = lines.map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${inline(cell.trim().replaceAll('\\|', '|'))}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

/** As on the pages of a code host: small letters, and dashes for blanks. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .replaceAll(' ', '-');
}

// Code, bold, emphasis, a mark that links lead to, a link.
const SPAN =
  /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|<a id="([a-z0-9_]+)"><\/a>|\[((?:[^\]`]|`[^`]*`)+)\]\(([^)\s]+)\)/g;

function inlineHtml({ text, linkTarget }: { readonly text: string; readonly linkTarget: LinkTarget }): string {
  const html: string[] = [];
  let from = 0;
  for (const found of text.matchAll(SPAN)) {
    html.push(escapeText(text.slice(from, found.index)));
    const [all, code, bold, emphasis, mark, label, target] = found;
    const inner = (part: string) => inlineHtml({ text: part, linkTarget });
    if (code !== undefined) html.push(`<code>${escapeAll(code)}</code>`);
    else if (bold !== undefined) html.push(`<strong>${inner(bold)}</strong>`);
    else if (emphasis !== undefined) html.push(`<em>${inner(emphasis)}</em>`);
    else if (mark !== undefined) html.push(`<span id="${mark}"></span>`);
    else if (label !== undefined && target !== undefined) {
      const href = linkTarget(target);
      html.push(href === undefined ? inner(label) : `<a href="${escapeAll(href)}">${inner(label)}</a>`);
    }
    from = found.index + all.length;
  }
  html.push(escapeText(text.slice(from)));
  return html.join('');
}

function escapeAll(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What is escaped already stays so, and a line may be broken. */
function escapeText(text: string): string {
  return text
    .split('<br>')
    .map((part) => part.replace(/&(?!(?:lt|gt|amp|quot);)|[<>"]/g, (character) => `&#${character.charCodeAt(0)};`))
    .join('<br>');
}
