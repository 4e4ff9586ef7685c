import type { Argument, Command, Option } from 'commander';
import { buildIdleCli } from '../../gateway/tests/docs/idle-cli.ts';
import { markdownTable } from './markdown-table.ts';

/** Every command with its arguments and options, as the command line itself explains them. */
export function writeCliReference(): string {
  const program = buildIdleCli();
  const commands = leavesOf(program).map((command) => writeCommand({ command, program }));
  const everywhere = program.options.map(optionRow);
  return [`### Options of every command\n\n${optionTable(everywhere)}`, ...commands].join('\n\n');
}

function leavesOf(command: Command): readonly Command[] {
  const children = command.commands.filter((child) => child.name() !== 'help');
  return children.length === 0 ? [command] : children.flatMap(leavesOf);
}

function writeCommand({ command, program }: { readonly command: Command; readonly program: Command }): string {
  const words = wordsOf({ command, program });
  const args = command.registeredArguments.map(argumentText);
  const rows = [...command.registeredArguments.map(argumentRow), ...command.options.map(optionRow)];
  const usage = ['latentkit', ...words, ...args, ...(command.options.length > 0 ? ['[options]'] : [])].join(' ');
  const parts = [`### \`${words.join(' ')}\``, `${sentence(command.description())}`, `\`\`\`\n${usage}\n\`\`\``];
  return [...parts, ...(rows.length > 0 ? [optionTable(rows)] : [])].join('\n\n');
}

function wordsOf({ command, program }: { readonly command: Command; readonly program: Command }): string[] {
  if (command === program || command.parent === null) return [];
  return [...wordsOf({ command: command.parent, program }), command.name()];
}

function argumentText(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function argumentRow(argument: Argument): string[] {
  return [`\`${argumentText(argument)}\``, '', argument.description];
}

function optionRow(option: Option): string[] {
  const standard = option.defaultValue === undefined ? '' : `\`${String(option.defaultValue)}\``;
  return [`\`${option.flags}\``, option.mandatory ? 'required' : standard, option.description];
}

function optionTable(rows: readonly (readonly string[])[]): string {
  return markdownTable({ head: ['Option', 'Default', 'Meaning'], rows });
}

function sentence(text: string): string {
  const capital = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.)]$/.test(capital) ? capital : `${capital}.`;
}
