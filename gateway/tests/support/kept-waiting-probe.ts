// Loaded before the gateway: tells the process that started it when the machine kept the gateway waiting.
import { watchWaits } from './kept-waiting.ts';

watchWaits((wait) => process.send?.(wait));
// The gateway ends when it is done, not when its parent is.
process.channel?.unref();
