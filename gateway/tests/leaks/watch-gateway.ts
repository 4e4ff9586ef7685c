import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findLeaks } from './find-leaks.ts';
import { harmlessPath, type SeenCall, secretsOfCall, watchCalls } from './gateway-traffic.ts';
import { noteLookedThrough, noteOpened } from './open-watches.ts';
import { isConfig, type LeftPlace, placesOfFolder, textPlace } from './places-left-behind.ts';
import { type Secret, secretsByField, secretsByForm, secretsOfEnvironment } from './recognise-secrets.ts';

/** Knows the secrets of the gateways on one data folder, and finds out where they are afterwards. */
export interface GatewayWatch {
  know(secret: { readonly name: string; readonly text: string | undefined }): void;
  knowEnvironment(env: Readonly<Record<string, string | undefined>>): void;
  /** To be called when one listens. */
  startedAt(url: string): void;
  /** What one has said, in its log or to the terminal. Looked at in the end. */
  says(place: { readonly name: string; readonly text: () => string }): void;
  /** Looked at in the end, too. */
  alsoLeft(places: readonly LeftPlace[]): void;
  /** @throws Error that names each secret and the place where it is */
  lookThrough(): void;
}

interface WatchInput {
  readonly dataDir: string;
  readonly configPath: string | undefined;
}

export function watchGateway({
  everywhere = [],
  ...input
}: WatchInput & {
  /** What a test puts into every field there is, of secrets and of names: it shall be found again. */
  readonly everywhere?: readonly string[] | undefined;
}): GatewayWatch {
  const { dataDir } = input;
  const names = new Map<string, string>();
  const know = (secrets: readonly Secret[]): void => {
    for (const { name, text } of secrets) if (!names.has(text) && !everywhere.includes(text)) names.set(text, name);
  };
  /** What has a name of its own, keeps it when somebody sends it. */
  const knowAs = (secrets: readonly Secret[]): void => {
    for (const { name, text } of secrets) names.set(text, name);
  };
  const said: { readonly name: string; readonly text: () => string }[] = [];
  const left: LeftPlace[] = [];
  const watched: Disposable[] = [];
  const listener = (call: SeenCall): void => {
    know(secretsOfCall(call));
    if (call.status !== 0 && call.status < 400 && !call.body.includes('event: error')) return;
    const name = `the answer ${call.status} to ${call.method} ${harmlessPath(call.path)}`;
    left.push(textPlace({ name, text: `${call.headers.join(' ')} ${call.body}` }));
  };
  know(secretsOfConfigs(input));
  noteOpened(dataDir);
  return {
    know: ({ name, text = '' }) => knowAs(text.length < 16 ? [] : [{ name, text }]),
    knowEnvironment: (env) => know(secretsOfEnvironment(env)),
    startedAt(url) {
      knowAs(secretsOfFolder(dataDir));
      watched.push(watchCalls({ port: new URL(url).port, listener }));
    },
    says: (place) => void said.push(place),
    alsoLeft: (places) => void left.push(...places),
    lookThrough() {
      noteLookedThrough(dataDir);
      for (const one of watched) one[Symbol.dispose]();
      // A test may have changed it meanwhile.
      know(secretsOfConfigs(input));
      knowAs(secretsOfFolder(dataDir));
      const told = said.map(({ name, text }) => ({ name, text: text() }));
      for (const { text } of told) knowAs(secretsOfWelcome(text));
      const leaks = findLeaks({
        secrets: [...names].map(([text, name]) => ({ name, text })),
        places: [...told.map(textPlace), ...left, ...placesOfFolder(dataDir)],
      });
      if (leaks.length > 0) throw new Error(`A gateway left secrets behind:\n  ${leaks.join('\n  ')}`);
    },
  };
}

/** Of the file that it starts with, and of those that lie beside it for later. */
function secretsOfConfigs({ dataDir, configPath }: WatchInput): readonly Secret[] {
  const beside = existsSync(dataDir) ? readdirSync(dataDir).map((name) => join(dataDir, name)) : [];
  const paths = new Set([...beside, ...(configPath === undefined ? [] : [configPath])]);
  const from = 'the configuration file';
  return [...paths].flatMap((path) => {
    if (!isConfig(path) || !existsSync(path)) return [];
    const text = readFileSync(path, 'utf8');
    return [...secretsByField({ document: parsedYaml(text), from, by: 'test' }), ...secretsByForm({ text, from })];
  });
}

/** What a start tells the terminal. */
function secretsOfWelcome(text: string): readonly Secret[] {
  const token = /\/setup#([\w-]{16,})/.exec(text)?.[1];
  return token === undefined ? [] : [{ name: 'the token of the setup link', text: token }];
}

/** Some tests write what is no YAML. */
function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** What the gateway makes for itself. */
function secretsOfFolder(dataDir: string): readonly Secret[] {
  const textOf = (file: string) => {
    const path = join(dataDir, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const masterKey = textOf('master.key').trim();
  const token = /lkadm_[\w-]{32,}/.exec(textOf('gateway.json'))?.[0] ?? '';
  return [
    { name: 'the master key', text: masterKey },
    { name: 'the token of the data folder', text: token },
  ].filter(({ text }) => text !== '');
}
