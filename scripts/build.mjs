// `npm run build`: gateway/dist/main.js and the parts it loads later, as JavaScript for the published package.
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { REPOSITORY } from './repository.mjs';

const GATEWAY = join(REPOSITORY, 'gateway');
const OUTPUT = join(GATEWAY, 'dist');

rmSync(OUTPUT, { recursive: true, force: true });
await build({
  input: join(GATEWAY, 'src', 'main.ts'),
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
    sourcemap: false,
  },
});
// npm takes a licence only from the package's own folder.
copyFileSync(join(REPOSITORY, 'LICENSE'), join(GATEWAY, 'LICENSE'));
