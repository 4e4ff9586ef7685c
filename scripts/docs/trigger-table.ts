import type { SandboxTrigger } from '../../gateway/src/providers/sandbox/sandbox-trigger.ts';
import { SANDBOX_TRIGGERS } from '../../gateway/src/providers/sandbox/triggers.ts';
import { markdownTable } from './markdown-table.ts';

const GROUPS: Readonly<Record<SandboxTrigger['group'], string>> = {
  answer: 'Shapes of answers',
  timing: 'Slow and silent',
  break: 'Broken',
  upstream_error: 'Errors of a provider',
  gateway_error: 'Errors of the gateway itself',
};

/** All triggers of the sandbox, a table for each group. */
export function writeTriggerTables(): string {
  const triggers: readonly SandboxTrigger[] = SANDBOX_TRIGGERS;
  return Object.entries(GROUPS)
    .map(([group, title]) => {
      const rows = triggers.filter((trigger) => trigger.group === group).map(rowOf);
      return `### ${title}\n\n${markdownTable({ head: ['Trigger', 'What the sandbox does', 'What the application sees'], rows })}`;
    })
    .join('\n\n');
}

function rowOf(trigger: SandboxTrigger): string[] {
  const argument = trigger.group === 'gateway_error' ? ' <code> [reason]' : argumentText(trigger);
  const words = [
    `\`sandbox:${trigger.word}${argument}\``,
    ...(trigger.aliases ?? []).map((word) => `\`sandbox:${word}\``),
  ];
  const tasks = trigger.chatOnly === true ? ' Chat only.' : '';
  return [words.join(' or '), `${trigger.sandbox}${boundsText(trigger)}${tasks}`, trigger.caller];
}

function argumentText({ argument }: SandboxTrigger): string {
  return argument === undefined ? '' : ` [${argument.meaning}]`;
}

function boundsText({ argument }: SandboxTrigger): string {
  return argument === undefined ? '' : ` ${argument.min}–${argument.max}, ${argument.standard} if left out.`;
}
