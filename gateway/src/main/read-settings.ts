import { resolve } from 'node:path';
import { usageError } from '../cli/cli-error.ts';

/** What is set by environment variables and flags, read once. A flag wins over its variable. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly configPath: string | undefined;
  readonly masterKey: string | undefined;
  readonly egressAllow: readonly string[];
  readonly databaseUrl: string | undefined;
  /** Where gateways on one database keep their rate limits together. Undefined: each counts for itself. */
  readonly redisUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly maxBodyBytes: number;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  /** The operator's own token for `/api/*`. */
  readonly adminToken: string | undefined;
  /** `data`: serves tasks only, and has no control plane. */
  readonly role: 'all' | 'data';
  /** Where browsers find the installation: an origin. Undefined: on this machine, at the port that it listens on. */
  readonly publicUrl: string | undefined;
  /** Undefined: no mail is sent. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Flags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable or flag whose value can't be used. The message names it and says what to write instead. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** @throws SettingsError; CliError for a flag */
export function readSettings({ env, flags }: { env: Environment; flags: Flags }): Settings {
  return {
    host: flags.host ?? text(env.LATENTKIT_HOST) ?? '127.0.0.1',
    port: flags.port === undefined ? readPort(text(env.LATENTKIT_PORT)) : portOfFlag(flags.port),
    dataDir: resolve(flags.data ?? text(env.LATENTKIT_DATA_DIR) ?? './data'),
    configPath: flags.config ?? text(env.LATENTKIT_CONFIG),
    masterKey: text(env.LATENTKIT_MASTER_KEY),
    egressAllow: list(env.LATENTKIT_EGRESS_ALLOW),
    databaseUrl: text(env.DATABASE_URL),
    redisUrl: readRedisUrl(text(env.REDIS_URL)),
    logLevel: readLogLevel(text(env.LATENTKIT_LOG_LEVEL)),
    maxBodyBytes: readMegabytes(text(env.LATENTKIT_MAX_BODY_MIB)) * 1_048_576,
    allowedOrigins: list(env.LATENTKIT_ALLOWED_ORIGINS),
    trustedProxies: list(env.LATENTKIT_TRUSTED_PROXIES),
    adminToken: readAdminToken(text(env.LATENTKIT_ADMIN_TOKEN)),
    publicUrl: readPublicUrl(text(env.LATENTKIT_PUBLIC_URL)),
    mail: readMail({ smtpUrl: text(env.SMTP_URL), from: text(env.LATENTKIT_MAIL_FROM) }),
    role: readRole(text(env.LATENTKIT_ROLE)),
  };
}

/** An empty variable counts as unset: that is what `VAR=` in an env file means. */
function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function list(value: string | undefined): string[] {
  return (text(value) ?? '').split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function readPort(value: string | undefined): number {
  const port = value === undefined ? 4747 : portOf(value);
  if (port === undefined) throw new SettingsError(`LATENTKIT_PORT is "${value}", which is no number from 0 to 65535.`);
  return port;
}

/** @throws CliError: the command line is wrong, and not where it runs */
function portOfFlag(value: string): number {
  const port = portOf(value);
  if (port === undefined) throw usageError(`--port ${value} is no number from 0 to 65535.`);
  return port;
}

function portOf(value: string): number | undefined {
  const port = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}

function readRole(value: string | undefined): Settings['role'] {
  if (value === undefined || value === 'all') return 'all';
  if (value === 'data') return 'data';
  throw new SettingsError(`LATENTKIT_ROLE is "${value}"; write "all", or "data" for a process that serves tasks only.`);
}

function readMegabytes(value: string | undefined): number {
  if (value === undefined) return 20;
  const mebibytes = Number(value);
  if (Number.isFinite(mebibytes) && mebibytes > 0 && mebibytes <= 512) return mebibytes;
  throw new SettingsError(`LATENTKIT_MAX_BODY_MIB is "${value}"; write a number of mebibytes up to 512.`);
}

const ADMIN_TOKEN = /^lkadm_[A-Za-z0-9_-]{32,250}$/;

/** The value itself is never repeated: it may be a real one with a blank too much. */
function readAdminToken(value: string | undefined): string | undefined {
  if (value === undefined || ADMIN_TOKEN.test(value)) return value;
  throw new SettingsError(
    'LATENTKIT_ADMIN_TOKEN must be lkadm_ and at least 32 characters of A–Z a–z 0–9 _ -, for example lkadm_$(openssl rand -hex 24).',
  );
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function readPublicUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin = url !== undefined && url.href === `${url.origin}/`;
  if (isOrigin && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)))) {
    return url.origin;
  }
  throw new SettingsError(
    `LATENTKIT_PUBLIC_URL is "${value}"; write what people type into the browser, such as https://ai.example.com, without a path. http:// is only for this machine: without TLS browsers keep nobody signed in.`,
  );
}

/** The address of the mail server holds a password: it is never repeated. */
function readMail({ smtpUrl, from }: { smtpUrl: string | undefined; from: string | undefined }): Settings['mail'] {
  if (smtpUrl === undefined) return undefined;
  if (!/^smtps?:$/.test(URL.canParse(smtpUrl) ? new URL(smtpUrl).protocol : '')) {
    throw new SettingsError(
      'SMTP_URL must be like smtp://user:password@host:587, or smtps://… for TLS from the start.',
    );
  }
  if (from === undefined || !from.includes('@')) {
    throw new SettingsError(
      'SMTP_URL is set, so LATENTKIT_MAIL_FROM must name the sender, such as gateway@example.com.',
    );
  }
  return { smtpUrl, from };
}

/** It may hold a password: it is never repeated. */
function readRedisUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '') return value;
  throw new SettingsError('REDIS_URL must be like redis://user:password@host:6379/0, or rediss://… for TLS.');
}

function readLogLevel(value: string | undefined): LogLevel {
  const level = LOG_LEVELS.find((known) => known === (value ?? 'info'));
  if (level) return level;
  throw new SettingsError(`LATENTKIT_LOG_LEVEL is "${value}"; write one of ${LOG_LEVELS.join(', ')}.`);
}
