#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';
import { holdYoungGeneration } from './main/hold-young-generation.ts';
import { keepRequestsYoung } from './main/keep-requests-young.ts';
import { keepTicksFast } from './main/keep-ticks-fast.ts';

// Each part is loaded by the command that needs it: a list of keys does not wait for the gateway.
process.exitCode = await runCli({
  argv: process.argv,
  env: process.env,
  start: async (input) => {
    keepRequestsYoung();
    await keepTicksFast();
    const onStarted = holdYoungGeneration();
    await (await import('./main/run-start.ts')).runStart({ ...input, onStarted });
  },
  inspect: async (input) => (await import('./main/inspect-installation.ts')).inspectInstallation(input),
  findGateway: async (input) => (await import('./main/find-gateway.ts')).findGateway(input),
  openInstallation: async (input) => (await import('./main/open-for-command.ts')).openForCommand(input),
});
