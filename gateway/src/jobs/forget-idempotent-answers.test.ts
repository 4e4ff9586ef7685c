import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../store/open-sqlite-store.ts';
import { forgetIdempotentAnswers } from './forget-idempotent-answers.ts';

const ANSWER = { outcome: 'answered', format: 'json', errorCode: undefined, errorReason: undefined } as const;

test('all answers whose time is over are removed, however many there are, and no other', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-forget-'));
  const store = await openSqliteStore({ dataDir });
  try {
    const { idempotency } = store;
    for (let at = 0; at < 251; at++) {
      const claim = { id: `id_${at}`, requestId: `req_${at}`, fingerprint: 'f', workspaceId: 'ws_1', keyId: 'key_1' };
      await idempotency.claim({ ...claim, leaseMs: 60_000, keepMs: 60_000 });
      await idempotency.keep({ ...claim, answer: ANSWER, sealed: 's', keepMs: at < 250 ? 0 : 60_000 });
    }
    expect(await forgetIdempotentAnswers({ store: idempotency })).toBe(250);
    expect(await forgetIdempotentAnswers({ store: idempotency })).toBe(0);
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
