import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayFound } from '../../src/cli/gateway-found.ts';
import { findGateway } from '../../src/main/find-gateway.ts';
import { lockDataFolder } from '../../src/store/lock-data-folder.ts';
import { createGatewayHome, type GatewayHome } from '../support/spawn-gateway.ts';
import { runCommandOn } from './run-command-on.ts';

const YAML = `version: 1
workspace: acme
connections:
  - { name: box, provider: sandbox }
routes:
  - { name: default, attempts: [{ connection: box, model: sandbox }] }
keys:
  - { name: backend, route: default, secret: lk_live_${'a'.repeat(30)} }
`;

let home: GatewayHome | undefined;
afterEach(() => home?.[Symbol.dispose]());

const newHome = () => {
  home = createGatewayHome({ yaml: YAML });
  return home;
};
const fileOf = ({ dataDir }: GatewayHome) => join(dataDir, 'gateway.json');
const contentOf = (place: GatewayHome) => JSON.parse(readFileSync(fileOf(place), 'utf8'));
const find = ({ dataDir }: GatewayHome): Promise<GatewayFound> => findGateway({ data: dataDir, env: {} });
const circuitsWith = (url: string, token: string) =>
  fetch(`${url}/api/circuits`, { headers: { Authorization: `Bearer ${token}` } });

describe('a running gateway is found by commands on its data folder', () => {
  test('by a file that only its own user can read, with a token that is good for this start only', async () => {
    const place = newHome();
    const first = await place.start();
    const { url, token, pid } = contentOf(place);
    expect(statSync(fileOf(place)).mode & 0o777).toBe(0o600);
    expect({ url, pid }).toEqual({ url: first.url, pid: first.pid });
    expect(await find(place)).toMatchObject({ state: 'running', pid: first.pid, url: first.url });
    expect((await circuitsWith(first.url, token)).status).toBe(200);
    await first[Symbol.asyncDispose]();
    await using second = await place.start();
    expect(contentOf(place).token).not.toBe(token);
    expect((await circuitsWith(second.url, token)).status).toBe(404);
    expect(await find(place)).toMatchObject({ state: 'running', pid: second.pid });
  });

  test('and no more once it was stopped: the file is gone', async () => {
    const place = newHome();
    expect(await find(place)).toEqual({ state: 'none' });
    await using gateway = await place.start();
    gateway.signal('SIGTERM');
    await gateway.exited;
    expect(existsSync(fileOf(place))).toBe(false);
    expect(await find(place)).toEqual({ state: 'none' });
  });

  test('a file that a killed gateway left is not believed, and its token goes nowhere', async () => {
    const place = newHome();
    const gateway = await place.start();
    await gateway[Symbol.asyncDispose]();
    expect(existsSync(fileOf(place))).toBe(true);
    const asked: unknown[] = [];
    const stranger = createServer((request, response) => {
      asked.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(Number(new URL(gateway.url).port), '127.0.0.1', resolve));
    expect(await find(place)).toMatchObject({ state: 'gone', pid: gateway.pid });
    expect(asked).toEqual([]);
    stranger.close();
    const { out } = await runCommandOn({ dataDir: place.dataDir, args: ['doctor'] });
    expect(out).toContain(`No gateway runs on this data folder (process ${gateway.pid}`);
  });

  test('one that hangs is told from one that does not run', async () => {
    const place = newHome();
    await using gateway = await place.start();
    gateway.signal('SIGSTOP');
    expect(await find(place)).toMatchObject({ state: 'silent', pid: gateway.pid });
    const { out, code } = await runCommandOn({ dataDir: place.dataDir, args: ['doctor'] });
    gateway.signal('SIGCONT');
    expect(code).toBe(1);
    expect(out).toContain(`(process ${gateway.pid}) does not answer at ${gateway.url}`);
  });

  test('one that is just starting or stopping is told from one that does not run', async () => {
    const place = newHome();
    const lock = lockDataFolder({ dataDir: place.dataDir });
    expect(await find(place)).toEqual({ state: 'unready' });
    lock.release();
    expect(await find(place)).toEqual({ state: 'none' });
  });

  test.each(['no JSON', '{}', '{"pid":1,"started_at":"x","url":"ftp://x","token":"t"}'])(
    'a file that is none is taken for no file: %s',
    async (text) => {
      const place = newHome();
      writeFileSync(fileOf(place), text);
      expect(await find(place)).toEqual({ state: 'none' });
    },
  );
});
