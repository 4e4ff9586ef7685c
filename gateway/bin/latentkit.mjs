#!/usr/bin/env node
// Plain JavaScript that an older Node can read too: it looks for a newer one instead of failing on syntax.
import { endWithParent } from './end-with-parent.mjs';
import { launch, STARTED_BY_LAUNCHER } from './launch.mjs';

if (process.env[STARTED_BY_LAUNCHER] || process.env.npm_lifecycle_event === 'npx') endWithParent();
await launch({ args: process.argv.slice(2) });
