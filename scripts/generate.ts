import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';

/** `npm run generate`: writes every generated file. With --check it writes nothing, and fails if one is out of date. */
const GENERATORS = [
  'generate-registry.ts', //  the providers
  'generate-catalogue.ts', // abilities and prices of models
  'generate-docs.ts', //      last: its tables read what the others write
];

const failed = GENERATORS.filter((generator) => {
  const { status } = spawnSync(execPath, [join(import.meta.dirname, generator), ...argv.slice(2)], {
    stdio: 'inherit',
  });
  return status !== 0;
});
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  exit(1);
}
