import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendBytes } from '../control/send-bytes.ts';
import { openBrowser } from '../people/browser.ts';
import { sendRaw } from '../scenarios/raw-client.ts';
import { routeYaml, startTestGateway, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { createGatewayHome } from '../support/spawn-gateway.ts';
import { findPostgres, startTestPostgres } from '../support/start-test-postgres.ts';
import { findLeaks } from './find-leaks.ts';
import { notLookedThrough } from './open-watches.ts';
import { placesOfFolder, placesOfPostgres, textPlace } from './places-left-behind.ts';
import { secretsByField, secretsByForm, secretsOfCookies, secretsOfEnvironment } from './recognise-secrets.ts';
import { watchGateway } from './watch-gateway.ts';

const SECRET = 'hidden+0123456789/abcdefgh';
const secrets = [{ name: 'the secret', text: SECRET }];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latentkit-leaks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const namesOf = (leaks: readonly string[]) => leaks.map((leak) => leak.replace(/, behind.*$/s, ''));
const inFolder = () => namesOf(findLeaks({ secrets, places: placesOfFolder(folder) }));

describe('a secret is found', () => {
  test.each([
    ['as it is', SECRET],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in an address', encodeURIComponent(SECRET)],
    ['in base64, of something longer', Buffer.from(`u:${SECRET}@host`).toString('base64')],
    ['by its end', `…${SECRET.slice(-20)}`],
  ])('%s, wherever it begins, and is not printed', (_, spelling) => {
    for (const before of ['', 'x', 'hidden+012345678', 'h'.repeat(1_000), spelling.slice(0, -1)]) {
      const leaks = findLeaks({ secrets, places: [textPlace({ name: 'there', text: `${before}${spelling}.` })] });
      expect(namesOf(leaks)).toEqual(['the secret, in there']);
      expect(leaks.join()).not.toContain(SECRET.slice(0, 18));
    }
    expect(findLeaks({ secrets, places: [textPlace({ name: 'there', text: spelling.slice(0, 12) })] })).toEqual([]);
  });

  test('in a file of the data folder, also where two pieces of it meet, but not in what the test wrote itself', () => {
    writeFileSync(join(folder, 'latentkit.yaml'), SECRET);
    for (const before of [0, 8 * 1024 * 1024 - 10, 8 * 1024 * 1024 - 2_048, 16 * 1024 * 1024 - 2_060]) {
      writeFileSync(join(folder, 'rejected.ndjson'), `${'.'.repeat(before)}${SECRET}`);
      expect(inFolder()).toEqual(['the secret, in file rejected.ndjson']);
    }
  });

  test('in a row, text or bytes, also where its value lies in two pages of the file', () => {
    const database = new DatabaseSync(join(folder, 'latentkit.db'));
    database.exec('create table notes (text text, bytes blob, big integer)');
    const insert = database.prepare('insert into notes values (?, ?, ?)');
    // The first page of what does not fit ends somewhere in the first of these.
    insert.run(SECRET.repeat(400), null, 2n ** 62n);
    insert.run(null, Buffer.from(SECRET.toLowerCase()), 1);
    database.close();
    expect(inFolder()).toContain('the secret, in table notes');
  });

  const postgres = findPostgres();
  test.skipIf(!postgres.found && process.env.CI !== 'true')(
    'in a row of Postgres, in columns of any kind',
    async () => {
      if (!postgres.found) return expect.fail(postgres.reason);
      const server = await startTestPostgres(postgres);
      try {
        const url = await server.createDatabase();
        const client = new Client({ connectionString: url });
        await client.connect();
        for (const [table, type] of Object.entries({ texts: 'text', objects: 'jsonb', blobs: 'bytea' })) {
          await client.query(`create table ${table} (value ${type}, at timestamptz default now())`);
          const value = type === 'jsonb' ? JSON.stringify({ deep: [SECRET] }) : Buffer.from(SECRET);
          await client.query(`insert into ${table} (value) values ($1)`, [type === 'text' ? SECRET : value]);
        }
        await client.end();
        const found = namesOf(findLeaks({ secrets, places: await placesOfPostgres(url) }));
        expect(found.sort()).toEqual(['blobs', 'objects', 'texts'].map((table) => `the secret, in table ${table}`));
      } finally {
        await server.stop();
      }
    },
    60_000,
  );

  test('but not where it is by design', () => {
    const key = { name: 'the master key', text: SECRET };
    const inPlace = (name: string) => findLeaks({ secrets: [key], places: [textPlace({ name, text: SECRET })] });
    expect(inPlace('file master.key')).toEqual([]);
    expect(inPlace('file latentkit.db')).toHaveLength(1);
  });
});

describe('what is a secret', () => {
  test('is told by the field, except what stands in another field as well', () => {
    const document = {
      name: 'a-name-that-is-long-enough',
      headers: { 'x-tenant': 'tenant-0123456789', 'x-name': 'a-name-that-is-long-enough' },
      credential: { key_file: { inner: 'inner-0123456789ab' } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in a configuration file
      connections: [{ api_key: 'provider-0123456789' }, { api_key: 'short' }, { api_key: '${PROVIDER_KEY_OF_MINE}' }],
      url: 'https://gateway.example/invitation#token-0123456789',
      totp_uri: 'otpauth://totp/x?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ&issuer=y',
    };
    expect(secretsByField({ document, from: 'it', by: 'test' }).map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'x-tenant of it: tenant-0123456789',
      'inner of it: inner-0123456789ab',
      'api_key of it: provider-0123456789',
      'url of it: token-0123456789',
      'totp_uri of it: ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    ]);
  });

  test('is also what the gateway shows in two fields at once', () => {
    const document = { secret: 'shown-once-0123456789', display: 'shown-once-0123456789' };
    expect(secretsByField({ document, from: 'it', by: 'gateway' })).toHaveLength(1);
    expect(secretsByField({ document, from: 'it', by: 'test' })).toEqual([]);
  });

  test('is told by its form, by the name of its variable, as a part of an address, as a cookie', () => {
    const found = [
      ...secretsByForm({ text: `Bearer ${TEST_KEY}, lk_live_…`, from: 'it' }),
      ...secretsOfEnvironment({ LATENTKIT_MASTER_KEY: SECRET, DATABASE_URL: 'postgres://a:pass-0123456789%2F@h/d' }),
      ...secretsOfCookies({
        setCookies: ['s=token-0123456789.signature; Path=/', 'a.state=0123456789abcdef'],
        from: 'it',
      }),
    ];
    expect(found.map(({ text }) => text)).toEqual([
      TEST_KEY,
      SECRET,
      'pass-0123456789/',
      'token-0123456789.signature',
      'token-0123456789',
    ]);
  });
});

describe('what a caller sent, or was shown, is in no failed answer', () => {
  /** Fails, and repeats in its answer what it was sent. */
  async function startEcho({ status = 500, answer = '' } = {}) {
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const type = status === 200 ? 'text/event-stream' : 'application/json';
      response.writeHead(status, { 'Content-Type': type, Connection: 'close' });
      response.end(answer || `${body}${request.headers.authorization ?? ''}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const watch = watchGateway({ dataDir: folder, configPath: undefined });
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    watch.startedAt(url);
    return { url, watch, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
  }
  const password = 'long-password-0123456789';
  const body = JSON.stringify({ email: 'ada@example.com', password });

  test('by fetch', async () => {
    await using echo = await startEcho();
    await (await fetch(`${echo.url}/api/auth/claim`, { method: 'POST', body })).text();
    expect(() => echo.watch.lookThrough()).toThrow('password of POST /api/auth/claim, in the answer 500 to POST');
  });

  test('by a browser', async () => {
    await using echo = await startEcho({ status: 400 });
    await openBrowser(echo).post('/api/auth/claim', { password });
    expect(() => echo.watch.lookThrough()).toThrow('password of POST /api/auth/claim, in the answer 400 to POST');
  });

  test('by bytes', async () => {
    await using echo = await startEcho();
    const bytes = `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TEST_KEY}\r\n\r\n`;
    expect((await sendBytes({ ...echo, bytes })).body).toContain(TEST_KEY);
    expect(() => echo.watch.lookThrough()).toThrow('a key in a header of bytes');
  });

  test('by a client that reads slowly', async () => {
    await using echo = await startEcho();
    await sendRaw({ url: echo.url, body: {} }).closed;
    expect(() => echo.watch.lookThrough()).toThrow('a key in a header of POST');
  });

  test('nor in the error at the end of a stream', async () => {
    await using echo = await startEcho({ status: 200, answer: `event: delta\n\nevent: error\ndata: ${TEST_KEY}\n\n` });
    const headers = { Authorization: `Bearer ${TEST_KEY}` };
    await (await fetch(`${echo.url}/v1/chat`, { method: 'POST', headers, body: '{}' })).text();
    expect(() => echo.watch.lookThrough()).toThrow('in the answer 200 to POST /v1/chat');
  });

  test('and what an edit showed is a secret from then on', async () => {
    await using echo = await startEcho({ status: 201, answer: `{"secret": "shown-once-0123456789"}` });
    await (await fetch(`${echo.url}/api/keys`, { method: 'POST', body: '{}' })).text();
    echo.watch.says({ name: 'the log', text: () => 'shown-once-0123456789' });
    expect(() => echo.watch.lookThrough()).toThrow('secret of the answer to POST /api/keys, in the log');
  });
});

describe('a gateway that left a secret fails its test, and nobody has to ask for it', () => {
  const yaml = routeYaml({ upstreams: { only: 'http://127.0.0.1:1' } });

  test('in the process of the tests: when it is closed', async () => {
    const gateway = await startTestGateway({ yaml });
    expect(notLookedThrough()).toEqual([gateway.dataDir]);
    writeFileSync(join(gateway.dataDir, 'note.txt'), Buffer.from('upstream-secret-only').toString('hex'));
    const closed = expect(gateway[Symbol.asyncDispose]()).rejects;
    await closed.toThrow('api_key of the configuration file, in file note.txt');
    expect(notLookedThrough()).toEqual([]);
  });

  test('in a process of its own: when its data folder goes, with what it logged, at debug level', async () => {
    const home = createGatewayHome({ yaml });
    const admin = `lkadm_${'0123456789'.repeat(4)}`;
    const gateway = await home.start({ env: { LATENTKIT_ADMIN_TOKEN: admin } });
    expect(readFileSync(`/proc/${gateway.pid}/environ`, 'utf8')).toContain('LATENTKIT_LOG_LEVEL=debug');
    await gateway[Symbol.asyncDispose]();
    writeFileSync(join(home.dataDir, 'note.txt'), admin);
    expect(() => home[Symbol.dispose]()).toThrow('LATENTKIT_ADMIN_TOKEN, in file note.txt');
  });

  test('there is no other way to start one', () => {
    const sources = globSync('**/*.ts', { cwd: join(import.meta.dirname, '..') }).map((path) => ({
      path,
      text: readFileSync(join(import.meta.dirname, '..', path), 'utf8'),
    }));
    const inProcess = sources.filter(({ text }) =>
      /import \{[^}]*\bstartGateway\b[^}]*\} from '[^']*main\//.test(text),
    );
    expect(inProcess.map(({ path }) => path)).toEqual(['leaks/start-watched-gateway.ts']);
    const spawned = sources.filter(({ text }) => /main\.ts'/.test(text) && /'start',/.test(text));
    expect(spawned.map(({ path }) => path)).toEqual(['support/spawn-gateway.ts']);
  });
});
