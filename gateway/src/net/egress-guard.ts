import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { isRefusedPort } from './refused-ports.ts';

/** Why a target may not be contacted. */
export type EgressReason =
  | 'malformed_url'
  | 'scheme'
  | 'userinfo'
  | 'port'
  | 'local_name'
  | 'private_address'
  | 'own_address';

export type EgressVerdict = { ok: true; url: URL } | { ok: false; reason: EgressReason };

/** A connection was refused before a byte was sent. `address` is the name or address that was refused. */
export class EgressBlockedError extends Error {
  override readonly name = 'EgressBlockedError';
  readonly code = 'EGRESS_BLOCKED';
  readonly address: string;
  readonly reason: EgressReason;

  constructor({ address, reason }: { address: string; reason: EgressReason }) {
    super(`egress to ${address} is not allowed (${reason})`);
    this.address = address;
    this.reason = reason;
  }
}

export interface EgressGuard {
  /** Judges a URL by what it says: scheme, credentials, port, name, and the address if it is a literal one. */
  checkUrl(url: string | URL): EgressVerdict;
  /** Judges one IP address in text form; undefined when it may be contacted. */
  checkAddress(address: string): EgressReason | undefined;
  /**
   * For `net.connect`: resolves every address of a name, and fails with EgressBlockedError if one of them is not
   * allowed. The connection then goes to an address from this very answer: there is no second look-up to rebind.
   */
  lookup: LookupFunction;
}

/** The part of `dns.lookup` that is used here. */
export type ResolveAll = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

interface EgressGuardOptions {
  /** CIDRs or single addresses that the operator allows although they are not public (LATENTKIT_EGRESS_ALLOW). */
  allow: readonly string[];
  resolve?: ResolveAll;
  /** Addresses of this very machine: a public one would lead back to our own ports. */
  ownAddresses?: readonly string[];
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

// Names that mean "this machine" or "this network" whatever the resolver says.
const LOCAL_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'localdomain',
  'lan',
  'home',
  'corp',
  'intranet',
  'home.arpa',
];
const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']);
// RFC 4291: what is routed globally. Everything else in IPv6 is special or not assigned.
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Decides where a target that the operator did not write himself may point. Only public addresses pass, and what
 * `allow` adds. A name of the local network passes only if `allow` is not empty; its addresses are judged all the same.
 *
 * @throws {TypeError} when an entry of `allow` is neither a CIDR nor an address
 */
export function createEgressGuard(options: EgressGuardOptions): EgressGuard {
  const { resolve = dns.lookup, ownAddresses = interfaceAddresses() } = options;
  const allow = options.allow.map(parseRange);
  const own = new Set(ownAddresses.filter(ipaddr.isValid).map((address) => ipaddr.process(address).toString()));

  const checkAddress = (address: string): EgressReason | undefined => {
    if (!ipaddr.isValid(address)) return 'private_address';
    const parsed = ipaddr.process(address);
    if (allow.some((range) => contains(range, parsed))) return undefined;
    const isPublic = parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || contains(GLOBAL_UNICAST, parsed));
    if (!isPublic) return 'private_address';
    return own.has(parsed.toString()) ? 'own_address' : undefined;
  };

  const checkName = (name: string): EgressReason | undefined => {
    if (METADATA_NAMES.has(name)) return 'local_name';
    if (allow.length > 0) return undefined;
    const isLocal =
      !name.includes('.') || LOCAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
    return isLocal ? 'local_name' : undefined;
  };

  const checkHost = (hostname: string): EgressReason | undefined => {
    const host = hostname.replace(/^\[|\]$|\.+$/g, '').toLowerCase();
    if (host === '') return 'malformed_url';
    return ipaddr.isValid(host) ? checkAddress(host) : checkName(host);
  };

  const checkUrl = (target: string | URL): EgressVerdict => {
    const url = readUrl(target);
    if (url === undefined) return { ok: false, reason: 'malformed_url' };
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return { ok: false, reason: 'scheme' };
    if (url.username !== '' || url.password !== '') return { ok: false, reason: 'userinfo' };
    if (isRefusedPort(url.port)) return { ok: false, reason: 'port' };
    const reason = checkHost(url.hostname);
    return reason === undefined ? { ok: true, url } : { ok: false, reason };
  };

  const lookup: LookupFunction = (hostname, lookupOptions, callback) => {
    const refusedName = checkHost(hostname);
    if (refusedName !== undefined) {
      callback(new EgressBlockedError({ address: hostname, reason: refusedName }), []);
      return;
    }
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      for (const { address } of addresses) {
        const reason = checkAddress(address);
        if (reason !== undefined) return callback(new EgressBlockedError({ address, reason }), []);
      }
      const [chosen] = addresses;
      if (chosen === undefined) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
      else if (lookupOptions.all === true) callback(null, addresses);
      else callback(null, chosen.address, chosen.family);
    });
  };

  return { checkUrl, checkAddress, lookup };
}

/** Undefined unless the text is a URL that every reader takes apart alike: no blanks, control characters, backslashes. */
function readUrl(target: string | URL): URL | undefined {
  if (typeof target !== 'string') return target;
  for (const character of target) {
    if (character <= ' ' || character === '\\' || character === '\u007f') return undefined;
  }
  return URL.canParse(target) ? new URL(target) : undefined;
}

function parseRange(text: string): Range {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text.trim());
    const address = ipaddr.process(text.trim());
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch (cause) {
    throw new TypeError(`"${text}" is not a CIDR such as 10.0.0.0/8, nor an address`, { cause });
  }
}

function contains([network, bits]: Range, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

function interfaceAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((infos) => infos?.map(({ address }) => address) ?? []);
}
