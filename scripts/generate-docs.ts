import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { writeActTables } from './docs/act-table.ts';
import { writeCauseTables } from './docs/cause-tables.ts';
import { writeCliReference } from './docs/cli-reference.ts';
import { writeConfigReference } from './docs/config-reference.ts';
import { endpointProblems, writeEndpointTable } from './docs/endpoint-table.ts';
import { environmentProblems, writeEnvironmentTable } from './docs/environment-table.ts';
import { errorPageProblems, writeErrorIndex } from './docs/error-index.ts';
import { writeFailureTable } from './docs/failure-table.ts';
import { type BlockWriters, fillGeneratedBlocks } from './docs/generated-blocks.ts';
import { writeInvoiceExamples } from './docs/invoice-examples.ts';
import { layerProblems, writeLayerTable } from './docs/layer-table.ts';
import { writePermissionTable } from './docs/permission-table.ts';
import { writeProviderTables } from './docs/provider-tables.ts';
import { writeTriggerTables } from './docs/trigger-table.ts';
import { REPOSITORY } from './repository.mjs';

/**
 * Writes the generated blocks of docs/**: tables that come from the code, so that they cannot differ from it. With
 * --check it writes nothing and fails where a block is out of date, or where a hand-written page lacks what the code has.
 */
const WRITERS: BlockWriters = new Map([
  ['acts', writeActTables],
  ['causes', writeCauseTables],
  ['cli-reference', writeCliReference],
  ['config-reference', writeConfigReference],
  ['endpoints', writeEndpointTable],
  ['environment', writeEnvironmentTable],
  ['error-index', writeErrorIndex],
  ['failures', writeFailureTable],
  ['invoice-examples', writeInvoiceExamples],
  ['layers', writeLayerTable],
  ['permissions', writePermissionTable],
  ['providers', writeProviderTables],
  ['triggers', writeTriggerTables],
]);

const check = argv.includes('--check');
const problems = [...errorPageProblems(), ...environmentProblems(), ...layerProblems(), ...endpointProblems()];
const filled = new Set<string>();
for (const page of globSync('docs/**/*.md', { cwd: REPOSITORY }).sort()) {
  const path = join(REPOSITORY, page);
  const before = readFileSync(path, 'utf8');
  const after = fillGeneratedBlocks({ page, text: before, writers: WRITERS });
  for (const name of after.filled) filled.add(name);
  if (after.text === before) continue;
  if (check) problems.push(`${page} is out of date: run "npm run generate"`);
  else {
    writeFileSync(path, after.text);
    console.log(`${page}: ${after.filled.join(', ')}`);
  }
}
problems.push(
  ...[...WRITERS.keys()].filter((name) => !filled.has(name)).map((name) => `no page has the block "${name}"`),
);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  exit(1);
}
