// Loaded before the gateway (`node --import`): at SIGUSR2 it tells its parent how much only a full collection frees.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // The first one moves what is alive, the second one makes it old.
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  const afterYoung = process.memoryUsage().heapUsed;
  collect();
  process.send?.({ kind: 'collected', outlivedBytes: afterYoung - process.memoryUsage().heapUsed });
});
process.channel?.unref();
