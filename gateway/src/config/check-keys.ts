import type { ConfigFileKey } from '@latentkit/contract/config-schema';
import { KEY_PREFIXES, parseKeySecret } from '../domain/key-secret.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { type CheckContext, type Placed, reportDuplicateNames } from './check-context.ts';
import { checkTimeZone } from './check-time-zone.ts';
import { isAddressOrRange } from './is-address-or-range.ts';
import { parseExpiry } from './parse-expiry.ts';

export interface KeysCheck {
  readonly keys: readonly Placed<ConfigFileKey>[];
  /** Names of all routes in the file, those included that have mistakes of their own. */
  readonly routeNames: ReadonlySet<string>;
  readonly context: CheckContext;
}

export function checkKeys(check: KeysCheck): void {
  reportDuplicateNames({ items: check.keys, noun: 'key', context: check.context });
  const secrets = new Set<string>();
  for (const key of check.keys) {
    checkSecret({ key, secrets, context: check.context });
    checkRouteName({ ...check, key });
    checkAddresses({ key, context: check.context });
    checkExpiry({ key, context: check.context });
    checkTimeZone({ timeZone: key.item.budget?.time_zone, path: [...key.path, 'budget'], context: check.context });
  }
}

interface KeyCheck {
  readonly key: Placed<ConfigFileKey>;
  readonly context: CheckContext;
}

function checkSecret({ key, secrets, context }: KeyCheck & { readonly secrets: Set<string> }): void {
  const path = [...key.path, 'secret'];
  const parsed = parseKeySecret(key.item.secret);
  if (!parsed.ok) {
    context.report({
      path,
      message: `the secret of key "${key.item.name}" does not have the form of a key`,
      instead: 'Write lk_live_, lk_test_ or lkia_ and 24 to 248 characters of A–Z a–z 0–9 _ -, from a random source.',
    });
  } else if (key.item.kind !== undefined && key.item.kind !== parsed.kind) {
    context.report({
      path: [...key.path, 'kind'],
      message: `the kind is "${key.item.kind}", but the secret begins with ${KEY_PREFIXES[parsed.kind]}`,
      instead: `Write kind: ${parsed.kind}, or leave it out.`,
    });
  }
  if (secrets.has(key.item.secret)) {
    context.report({
      path,
      message: `key "${key.item.name}" has the same secret as another key`,
      instead: 'Give each key a secret of its own: it decides which route and which limits count.',
    });
  }
  secrets.add(key.item.secret);
}

function checkRouteName({ key, routeNames, context }: KeysCheck & KeyCheck): void {
  const value = key.item.route;
  if (value === undefined) {
    context.report({
      path: key.path,
      severity: 'warning',
      message: `key "${key.item.name}" has no route: its requests are refused with 401 route_not_assigned`,
      instead: 'Add route: and the name of a route.',
    });
  } else if (!routeNames.has(value)) {
    const path = [...key.path, 'route'];
    const guess = nearestName({ name: value, candidates: routeNames });
    const names = [...routeNames].join(', ');
    context.report({
      path,
      message: `there is no route ${context.shown({ path, value })}`,
      instead:
        guess !== undefined
          ? `Did you mean "${guess}"?`
          : names === ''
            ? 'Declare it under routes.'
            : `The routes are: ${names}.`,
    });
  }
}

function checkAddresses({ key, context }: KeyCheck): void {
  for (const [index, address] of (key.item.allowed_ips ?? []).entries()) {
    if (isAddressOrRange(address)) continue;
    context.report({
      path: [...key.path, 'allowed_ips', index],
      message: 'this is neither an address nor a range',
      instead: 'Write one such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32.',
    });
  }
}

function checkExpiry({ key, context }: KeyCheck): void {
  const parsed = parseKeySecret(key.item.secret);
  if (parsed.ok && parsed.kind === 'ide' && key.item.expires_at === undefined) {
    context.report({
      path: key.path,
      message: `the IDE token "${key.item.name}" has no expires_at`,
      instead: 'Add one: an IDE token lies on a laptop, and must not work for ever.',
    });
  }
  if (key.item.expires_at === undefined || parseExpiry(key.item.expires_at) !== undefined) return;
  context.report({
    path: [...key.path, 'expires_at'],
    message: 'this is not a moment in time',
    instead: 'Write one such as 2027-01-31 or 2027-01-31T12:00:00Z.',
  });
}
