import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Clock, Log } from '../domain/ports.ts';
import { type GatewayFile, gatewayFileOf } from './gateway-file.ts';

interface Publication {
  readonly dataDir: string;
  /** As the server gives it. */
  readonly address: AddressInfo | string | null;
  readonly localToken: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells commands on the same data folder where the gateway is. Where that cannot be written, it serves all the same. */
export function publishGateway({ dataDir, address, localToken, clock, log }: Publication): { remove(): void } {
  const file = gatewayFileOf(dataDir);
  try {
    const content: GatewayFile = {
      pid: process.pid,
      started_at: new Date(clock.now()).toISOString(),
      url: localUrlOf(address),
      token: localToken,
    };
    // Made anew under another name: nobody who opened an older file, or put one there, ever holds the token.
    const fresh = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(fresh, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(fresh, file);
  } catch (cause) {
    log.warn(
      { file, cause: String(cause) },
      'commands beside this gateway cannot ask it: the file could not be written',
    );
  }
  return { remove: () => rmSync(file, { force: true }) };
}

/** As this machine reaches it, in figures: a name could lead elsewhere. */
function localUrlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new TypeError('the gateway listens on no port');
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address.address] ?? address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
