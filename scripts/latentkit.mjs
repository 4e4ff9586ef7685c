// `npm run -s latentkit -- <command>`: any command of LatentKit, from a checkout.
import { launch } from '../gateway/bin/launch.mjs';
import { installDependencies } from './install-dependencies.mjs';

installDependencies();
await launch({ args: process.argv.slice(2) });
