import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../domain/ports.ts';
import { drainJournal } from '../observe/journal/drain-journal.ts';
import type { Segment } from '../observe/journal/journal-segment.ts';
import { createRecentRecords } from '../observe/journal/recent-records.ts';
import { createRejectedLines } from '../observe/journal/rejected-lines.ts';
import { openSqliteAppender } from '../store/open-sqlite-appender.ts';
import { type Order, orderSchema, type Tidings, threadStartSchema } from './drain-messages.ts';

// The thread of drain-thread.ts: brings files of the journal into the database, and the database's log into its file.

if (parentPort === null) throw new Error('this file is no program; the gateway starts it as a thread');
const port = parentPort;
const { databasePath, journalDirectory } = threadStartSchema.parse(workerData);
const sink = openSqliteAppender({ path: databasePath });
const rejected = createRejectedLines({ directory: journalDirectory });
const tell = (tidings: Tidings) => port.postMessage(tidings);
const log: Log = {
  info: (fields, message) => tell({ about: 'log', level: 'info', fields, message }),
  warn: (fields, message) => tell({ about: 'log', level: 'warn', fields, message }),
  error: (fields, message) => tell({ about: 'log', level: 'error', fields, message }),
};

// One after the other: nothing is closed under a drain.
let queue = Promise.resolve();
port.on('message', (message: unknown) => {
  const order = orderSchema.parse(message);
  queue = queue.then(() => obey(order));
});

async function obey(order: Order): Promise<void> {
  if (order.order === 'drain') return drain(order.segments);
  await sink.close();
  port.close();
}

async function drain(segments: Segment[]): Promise<void> {
  const source = { segments, recent: createRecentRecords({ most: 0 }), unwritten: [] };
  const result = await drainJournal({ source, sink, rejected, log, place: 'alone' }).catch((error: unknown) => {
    log.error({ error: String(error) }, 'the journal could not be drained');
    return 'store_down' as const;
  });
  tell({ about: 'drain', result, drained: segments.map(({ number, drained }) => [number, drained]) });
}
