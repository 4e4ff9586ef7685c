import type { Command } from 'commander';
import { buildIdleCli } from './idle-cli.ts';
import type { MarkdownPage } from './markdown-page.ts';

const IN_SHELL = /(?:npm run -s latentkit --|npx latentkit|^latentkit|\blatentkit(?= start)) +([^\n#|\\]+)/gm;
const IN_TEXT = /`latentkit ([^`]+)`/g;

/** Commands that the pages print, but the command line does not have, options included. */
export function commandProblems(pages: readonly MarkdownPage[]): string[] {
  const program = buildIdleCli();
  return pages.flatMap(({ path, prose, blocks }) => {
    const shell = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
    const lines = [...shell.flatMap((text) => [...text.matchAll(IN_SHELL)]), ...prose.matchAll(IN_TEXT)];
    return lines.flatMap(([, line = '']) => lineProblems({ program, line }).map((problem) => `${path}: ${problem}`));
  });
}

function lineProblems({ program, line }: { readonly program: Command; readonly line: string }): string[] {
  const words = line.trim().split(/\s+/);
  let command = program;
  for (const word of words) {
    const child = command.commands.find((known) => known.name() === word);
    if (child === undefined) break;
    command = child;
  }
  const [first = ''] = words;
  if (command === program && /^[a-z]/.test(first)) return [`there is no command "latentkit ${line}"`];
  const known = [...command.options, ...program.options].flatMap(({ short, long }) => [short, long]);
  return words
    .filter((word) => /^-{1,2}[a-z]/.test(word) && !known.includes(word))
    .map((word) => `"latentkit ${line}" has no option ${word}`);
}
