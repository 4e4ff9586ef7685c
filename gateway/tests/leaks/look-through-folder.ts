import { readFileSync } from 'node:fs';
import { watchGateway } from './watch-gateway.ts';

// For gateways that a script starts: after one has stopped, ends with 1 and the names of the secrets that it left. The first
// argument is its data folder, the second its configuration, the third what it said; its environment is this one.
const [, , dataDir = '', configPath = '', said = ''] = process.argv;
const watch = watchGateway({ dataDir, configPath });
watch.knowEnvironment({ LATENTKIT_ADMIN_TOKEN: process.env.LATENTKIT_ADMIN_TOKEN });
const text = readFileSync(said, 'utf8');
// Such a script does not tell the log from the terminal, and the terminal shows the link of the first start.
watch.says({ name: 'the terminal', text: () => text });
watch.lookThrough();
