// `npm run build`: gateway/dist/main.js and the parts it loads later, as JavaScript for the published package.
// `--out DIR --source-maps`: the same elsewhere, with what leads from it back to the source.
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'rolldown';
import { fetchApiReference } from './fetch-api-reference.mjs';
import { REPOSITORY } from './repository.mjs';

const GATEWAY = join(REPOSITORY, 'gateway');
const { values } = parseArgs({ options: { out: { type: 'string' }, 'source-maps': { type: 'boolean' } } });
const OUTPUT = values.out === undefined ? join(GATEWAY, 'dist') : resolve(values.out);

rmSync(OUTPUT, { recursive: true, force: true });
await build({
  // A thread begins with a file of its own; main/drain-thread.ts looks for it beside itself.
  input: {
    main: join(GATEWAY, 'src', 'main.ts'),
    'drain-worker': join(GATEWAY, 'src', 'main', 'drain-worker.ts'),
  },
  cwd: GATEWAY,
  platform: 'node',
  // Everything from npm stays a dependency of the package; the contract is no published package, so it goes inside.
  external: (id) =>
    !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:/.test(id) && !id.startsWith('@latentkit/'),
  output: {
    dir: OUTPUT,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: values['source-maps'] ? 'hidden' : false,
  },
});
// npm takes a licence only from the package's own folder.
copyFileSync(join(REPOSITORY, 'LICENSE'), join(GATEWAY, 'LICENSE'));

const problem = fetchApiReference();
if (problem !== undefined)
  console.error(`Built without the page /docs/api, whose script could not be fetched: ${problem}`);
cpSync(join(GATEWAY, 'assets'), join(OUTPUT, 'assets'), { recursive: true });
// What the errors of the gateway link to.
cpSync(join(REPOSITORY, 'docs', 'errors'), join(OUTPUT, 'docs', 'errors'), { recursive: true });
