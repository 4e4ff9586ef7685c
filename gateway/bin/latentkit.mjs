#!/usr/bin/env node
// Plain JavaScript that an older Node can read too: it looks for a newer one instead of failing on syntax.
import { launch } from './launch.mjs';

await launch({ args: process.argv.slice(2) });
