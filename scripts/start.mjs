// `npm start`: installs what is missing, then runs `latentkit start` with the arguments that follow `--`.
import { endWithParent } from '../gateway/bin/end-with-parent.mjs';
import { launch } from '../gateway/bin/launch.mjs';
import { installDependencies } from './install-dependencies.mjs';

installDependencies();
if (process.env.npm_lifecycle_event === 'start') endWithParent();
await launch({ args: ['start', ...process.argv.slice(2)] });
