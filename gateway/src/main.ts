#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';
import { runStart } from './main/run-start.ts';

process.exitCode = await runCli({ argv: process.argv, env: process.env, start: runStart });
