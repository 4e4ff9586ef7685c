import { describe, expect, test } from 'vitest';
import { buildWorkspace } from '../../tests/support/build-definitions.ts';
import { readId } from '../domain/ids.ts';
import type { SealedContent } from '../domain/request-content.ts';
import type { NewPlace } from './definitions.contract.ts';

const CONTENT: SealedContent = {
  requestId: 'req_1',
  workspaceId: 'ws_1',
  sealed: 'v1.sealed',
  createdAtMs: 1_000,
  expiresAtMs: 5_000,
};
const QUERY = { workspaceId: 'ws_1', requestId: 'req_1' };
const TIMES = { createdAtMs: 1_000, expiresAtMs: 5_000 };

export function describeRequestContents({ newPlace }: { newPlace: NewPlace }): void {
  const newStore = async () => (await newPlace()).open();

  describe('the content of a request', () => {
    test('is found by its workspace, and by no other', async () => {
      const store = await newStore();
      await store.appendContents([CONTENT, { ...CONTENT, requestId: 'req_2', sealed: undefined }]);
      expect(await store.contents.find(QUERY)).toEqual({ state: 'kept', sealed: 'v1.sealed', ...TIMES });
      expect(await store.contents.find({ ...QUERY, requestId: 'req_2' })).toEqual({ state: 'too_large', ...TIMES });
      expect(await store.contents.find({ ...QUERY, workspaceId: 'ws_2' })).toBeUndefined();
      expect(await store.contents.find({ ...QUERY, requestId: 'req_3' })).toBeUndefined();
    });

    test('that is appended twice is there once, as it came first', async () => {
      const store = await newStore();
      await store.appendContents([CONTENT]);
      await store.appendContents([
        { ...CONTENT, sealed: 'v1.other' },
        { ...CONTENT, requestId: 'req_2' },
      ]);
      expect(await store.contents.find(QUERY)).toMatchObject({ sealed: 'v1.sealed' });
      expect(await store.contents.find({ ...QUERY, requestId: 'req_2' })).toMatchObject({ sealed: 'v1.sealed' });
    });

    test('that was deleted stays deleted when it comes once more, and only its own workspace deletes it', async () => {
      const store = await newStore();
      await store.appendContents([CONTENT]);
      expect(await store.contents.deleteOne({ ...QUERY, workspaceId: 'ws_2' })).toBe(false);
      expect(await store.contents.find(QUERY)).toMatchObject({ state: 'kept' });
      expect(await store.contents.deleteOne(QUERY)).toBe(true);
      expect(await store.contents.deleteOne(QUERY)).toBe(false);
      await store.appendContents([CONTENT]);
      expect(await store.contents.find(QUERY)).toEqual({ state: 'deleted', ...TIMES });
    });

    test('is deleted with all others of its workspace, some at a time', async () => {
      const store = await newStore();
      const own = Array.from({ length: 5 }, (_, index) => ({ ...CONTENT, requestId: `req_${index}` }));
      await store.appendContents([...own, { ...CONTENT, requestId: 'req_x', workspaceId: 'ws_2' }]);
      const query = { workspaceId: 'ws_1', most: 3 };
      const deleted = [1, 2, 3].map(() => undefined);
      const counts: number[] = [];
      for (const _ of deleted) counts.push(await store.contents.deleteAll(query));
      expect(counts).toEqual([3, 2, 0]);
      expect(await store.contents.find({ workspaceId: 'ws_2', requestId: 'req_x' })).toMatchObject({ state: 'kept' });
    });

    test('is removed when its time is over, some at a time, deleted ones too', async () => {
      const store = await newStore();
      const contents = [4_000, 5_000, 5_001].map((expiresAtMs) => ({
        ...CONTENT,
        requestId: `req_${expiresAtMs}`,
        expiresAtMs,
      }));
      await store.appendContents(contents);
      await store.contents.deleteOne({ ...QUERY, requestId: 'req_4000' });
      expect(await store.contents.forget({ nowMs: 5_000, most: 1 })).toBe(1);
      expect(await store.contents.forget({ nowMs: 5_000, most: 9 })).toBe(1);
      expect(await store.contents.forget({ nowMs: 5_000, most: 9 })).toBe(0);
      expect(await store.contents.find({ ...QUERY, requestId: 'req_5001' })).toMatchObject({ state: 'kept' });
    });

    test('goes with its workspace', async () => {
      const store = await newStore();
      const workspace = buildWorkspace({ id: readId({ kind: 'ws', text: 'ws_1' }) });
      await store.write({ actor: { kind: 'setup' }, work: (writes) => writes.saveWorkspace(workspace) });
      await store.appendContents([CONTENT]);
      await store.write({ actor: { kind: 'setup' }, work: (writes) => writes.removeWorkspace(workspace.id) });
      expect(await store.contents.find(QUERY)).toBeUndefined();
    });
  });
}
