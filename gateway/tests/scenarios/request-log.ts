import { setTimeout as wait } from 'node:timers/promises';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';

/** All records of an installation (up to 1,000), once they are as they shall be. @throws when they never are within 5 s */
export async function waitForLog({
  dataDir,
  until,
}: {
  dataDir: string;
  until: (records: readonly RequestRecord[]) => boolean;
}): Promise<readonly RequestRecord[]> {
  const store = await openSqliteStore({ dataDir });
  try {
    for (let look = 0; look < 100; look++) {
      const records = await store.listRequests({ limit: 1_000 });
      if (until(records)) return records;
      await wait(50);
    }
    throw new Error('the log never became what was waited for');
  } finally {
    await store.close();
  }
}

/** The newest records of an installation, once there are so many. @throws when they don't come within 5 s */
export async function waitForRecords({ dataDir, count }: { dataDir: string; count: number }): Promise<RequestRecord[]> {
  const store = await openSqliteStore({ dataDir });
  try {
    for (let look = 0; look < 100; look++) {
      const records = [...(await store.listRequests({ limit: Math.max(count + 1, 1) }))];
      if (records.length >= count) return records;
      await wait(50);
    }
    throw new Error(`there never were ${count} records in the log`);
  } finally {
    await store.close();
  }
}
