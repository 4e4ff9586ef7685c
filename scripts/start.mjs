// `npm start`: installs what is missing, then runs `latentkit start` with the arguments that follow `--`.
import { launch } from '../gateway/bin/launch.mjs';
import { installDependencies } from './install-dependencies.mjs';

installDependencies();
await launch({ args: ['start', ...process.argv.slice(2)] });
