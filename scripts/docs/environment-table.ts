import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.mjs';
import { markdownTable } from './markdown-table.ts';

interface Setting {
  readonly variable: string;
  readonly flag?: string;
  readonly standard: string;
  readonly meaning: string;
}

/** In words. That no variable of read-settings.ts is missing here, and none is too many, is checked. */
const SETTINGS: readonly Setting[] = [
  {
    variable: 'LATENTKIT_PORT',
    flag: '--port',
    standard: '`4747`',
    meaning: 'The port to listen on; `0` takes a free one.',
  },
  {
    variable: 'LATENTKIT_HOST',
    flag: '--host',
    standard: '`127.0.0.1`',
    meaning: 'The address to listen on. `0.0.0.0` opens the gateway to the network: put TLS in front of it.',
  },
  {
    variable: 'LATENTKIT_DATA_DIR',
    flag: '--data',
    standard: '`./data`',
    meaning: 'Folder of the database, the journal and the master key. One gateway a folder.',
  },
  {
    variable: 'LATENTKIT_CONFIG',
    flag: '--config',
    standard: '',
    meaning: 'The configuration file to apply at the start.',
  },
  {
    variable: 'LATENTKIT_MASTER_KEY',
    standard: '`master.key` in the data folder',
    meaning: 'Seals provider credentials and the digests of API keys. See [security](security.md#the-master-key).',
  },
  {
    variable: 'LATENTKIT_EGRESS_ALLOW',
    standard: '',
    meaning:
      'Addresses and CIDRs, with commas, that connections may reach although they are not public. Connections of the configuration file need none.',
  },
  {
    variable: 'DATABASE_URL',
    standard: 'SQLite in the data folder',
    meaning: '`postgres://…`: the database to use instead.',
  },
  {
    variable: 'REDIS_URL',
    standard: '',
    meaning:
      '`redis://…` or `rediss://…`, Redis 6.2 or Valkey: where several gateways keep [rate limits](limits.md#several-gateways) together.',
  },
  {
    variable: 'LATENTKIT_LOG_LEVEL',
    standard: '`info`',
    meaning: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.',
  },
  {
    variable: 'LATENTKIT_MAX_BODY_MIB',
    standard: '`20`',
    meaning: 'The largest request body, up to 512 MiB. More is refused with 413.',
  },
  {
    variable: 'LATENTKIT_ALLOWED_ORIGINS',
    standard: '',
    meaning: 'Web origins, with commas, that may call from a browser. See [security](security.md#browsers).',
  },
  {
    variable: 'LATENTKIT_TRUSTED_PROXIES',
    standard: '',
    meaning: 'Addresses and CIDRs, with commas, whose `X-Forwarded-For` is believed.',
  },
  {
    variable: 'LATENTKIT_ADMIN_TOKEN',
    standard: '',
    meaning:
      "The operator's token for `/api/*`: `lkadm_` and at least 32 characters of A–Z a–z 0–9 _ -. Unset: nobody comes in with one.",
  },
  {
    variable: 'LATENTKIT_ROLE',
    standard: '`all`',
    meaning:
      '`data`: a process that serves tasks only, without the control plane and its sign-in. See [the control plane](control-plane/README.md#processes-that-serve-tasks-only).',
  },
  {
    variable: 'LATENTKIT_PUBLIC_URL',
    standard: '`http://localhost:<port>`',
    meaning:
      'Where people open the console: `https://` and a host, without a path. Links, cookies, passkeys and single sign-on go by it. See [people](people.md#the-address).',
  },
  {
    variable: 'SMTP_URL',
    standard: '',
    meaning: '`smtp://user:password@host:587`: the mail server for links to people. Unset: the operator hands them on.',
  },
  {
    variable: 'LATENTKIT_MAIL_FROM',
    standard: '',
    meaning: 'The sender of mail. Needed with `SMTP_URL`.',
  },
];

export function writeEnvironmentTable(): string {
  const rows = SETTINGS.map(({ variable, flag, standard, meaning }) => [
    `\`${variable}\``,
    flag === undefined ? '' : `\`${flag}\``,
    standard,
    meaning,
  ]);
  return markdownTable({ head: ['Variable', 'Flag', 'Default', 'Meaning'], rows });
}

export function environmentProblems(): string[] {
  const path = 'gateway/src/main/read-settings.ts';
  const read = readFileSync(join(REPOSITORY, path), 'utf8').matchAll(/\benv\.([A-Z][A-Z_]+)/g);
  const inCode = new Set([...read].map(([, name = '']) => name));
  const inDocs = new Set(SETTINGS.map(({ variable }) => variable));
  return [
    ...[...inCode]
      .filter((name) => !inDocs.has(name))
      .map((name) => `scripts/docs/environment-table.ts lacks ${name}, which ${path} reads`),
    ...[...inDocs]
      .filter((name) => !inCode.has(name))
      .map((name) => `scripts/docs/environment-table.ts tells of ${name}, which ${path} does not read`),
  ];
}
