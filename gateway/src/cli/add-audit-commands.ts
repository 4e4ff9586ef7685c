import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

const WORKSPACE = ['--workspace <name>', 'only of this workspace'] as const;
const OBJECT = ['--object <kind>', 'only acts on this kind of object, such as key'] as const;
const ACT = ['--act <word>', 'only this act, such as revoke'] as const;
const BEFORE = ['--before <id>', 'go on after this entry of the page before'] as const;

/** `latentkit audit …`. */
export function addAuditCommands({
  program,
  context,
  finish,
}: {
  readonly program: Command;
  readonly context: CliContext;
  readonly finish: (exitCode: number) => void;
}): void {
  const audit = program.command('audit').description('who did what to which object');
  audit
    .command('list')
    .description('the newest entries of the audit log')
    .option('-n, --limit <number>', 'how many', '20')
    .option(...BEFORE)
    .option(...OBJECT)
    .option(...ACT)
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { auditList } = await import('./commands/audit-list.ts');
      finish(await auditList({ context, options: command.optsWithGlobals() }));
    });
  audit
    .command('export')
    .description('the whole audit log as CSV or JSON lines')
    .option('--format <format>', 'csv or jsonl', 'jsonl')
    .option(...BEFORE)
    .option(...OBJECT)
    .option(...ACT)
    .option(...WORKSPACE)
    .action(async (_options, command: Command) => {
      const { auditExport } = await import('./commands/audit-export.ts');
      finish(await auditExport({ context, options: command.optsWithGlobals() }));
    });
  audit
    .command('verify')
    .description('whether the audit log was changed; ends with 1 if it was')
    .action(async (_options, command: Command) => {
      const { auditVerify } = await import('./commands/audit-verify.ts');
      finish(await auditVerify({ context, options: command.optsWithGlobals() }));
    });
}
