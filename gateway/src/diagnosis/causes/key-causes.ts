import { type Cause, step } from '../cause.ts';

const BEARER = 'Authorization: Bearer lk_live_…';
const CREATE = 'latentkit keys create new-key[ --route {route}]';
const KEY_VARIABLE = 'LATENTKIT_API_KEY=lk_live_…';
const MALFORMED = '401 invalid_api_key (malformed)';

/** Who may come in. */
export const KEY_CAUSES = {
  missing_header: {
    error: '401 missing_api_key',
    sentence: 'The request carried no API key: it has no Authorization header.',
    fix: [step('header', 'Send the key in this header.', BEARER)],
    sendersToMend: true,
  },
  key_in_other_header: {
    error: '401 missing_api_key',
    sentence: 'The API key was sent in another header than Authorization, which this endpoint does not read.',
    fix: [step('header', 'Move the key into this header.', BEARER)],
    sendersToMend: true,
  },
  empty_key: {
    error: '401 missing_api_key',
    sentence:
      'The Authorization header names the scheme but no key: most often the variable that holds the key is empty.',
    fix: [
      step('client', 'Check in the process that sends the request that the variable is set.', KEY_VARIABLE),
      step('header', 'The header must then read as follows.', BEARER),
    ],
    sendersToMend: true,
  },
  no_scheme: {
    error: MALFORMED,
    sentence: 'The Authorization header holds the key without its scheme.',
    fix: [step('header', 'Write "Bearer " before the key.', BEARER)],
    sendersToMend: true,
  },
  wrong_scheme: {
    error: MALFORMED,
    sentence: 'The Authorization header has another scheme than Bearer.',
    fix: [step('header', 'Use the scheme Bearer.', BEARER)],
    sendersToMend: true,
  },
  quoted_key: {
    error: MALFORMED,
    sentence: 'The key was sent with quotes around it.',
    fix: [step('client', 'Remove the quotes around the key, often in an env file.', KEY_VARIABLE)],
    sendersToMend: true,
  },
  spaces_in_key: {
    error: MALFORMED,
    sentence: 'The key was sent with a space or a line break inside.',
    fix: [step('client', 'Remove spaces and line breaks; often two values were pasted.', KEY_VARIABLE)],
    sendersToMend: true,
  },
  malformed_key: {
    error: MALFORMED,
    sentence: 'What was sent as the key does not look like a key of this gateway; perhaps it is the key of a provider.',
    fix: [
      step('header', 'Send a key that begins with lk_live_ or lk_test_.', BEARER),
      step('command', 'Keys of providers belong to connections. Make a key of the gateway with this command.', CREATE),
    ],
    sendersToMend: true,
  },
  unknown_key: {
    error: '401 invalid_api_key (unknown)',
    sentence: 'The key is well-formed, but this gateway has never had it.',
    fix: [
      step(
        'command',
        'Compare the first and last four characters with the keys of this gateway.',
        'latentkit keys list --all',
      ),
      step('command', 'If it is not among them, it belongs to another gateway or data folder; make a new one.', CREATE),
    ],
  },
  revoked_key: {
    error: '401 invalid_api_key (revoked)',
    sentence: 'The key "{key}" was revoked.',
    fix: [
      step('command', 'Create a new key and put it where the old one is used.', CREATE),
      step(
        'config',
        'A key of the configuration file is revoked when it leaves the file: put it back, and apply.',
        'keys[].name: {key}',
      ),
    ],
  },
  expired_key: {
    error: '401 invalid_api_key (expired)',
    sentence: 'The key "{key}" has expired.',
    fix: [
      step('command', 'Create a new key.', `${CREATE} --expires 90d`),
      step('config', 'For a key of the configuration file: set a later time, and apply.', 'keys[].expires_at'),
    ],
  },
  rotated_key: {
    error: '401 invalid_api_key (rotated)',
    sentence: 'The key "{key}" was rotated, and the time in which its old secret still worked is over.',
    fix: [
      step(
        'client',
        'Use the secret that the rotation printed, or that the configuration file holds now.',
        KEY_VARIABLE,
      ),
      step(
        'command',
        'If it is lost, and the key was made by a command: rotate again, with time to spread the new secret.',
        'latentkit keys rotate {key} --overlap 24h',
      ),
      step(
        'config',
        'A key of the configuration file gets its secret there: write a new one, and apply.',
        'keys[].secret',
      ),
    ],
    sendersToMend: true,
  },
  key_without_route: {
    error: '401 invalid_api_key (route_not_assigned)',
    sentence: 'The key "{key}" is fine, but it points to no route.',
    fix: [
      step(
        'config',
        'Give the key a route in the configuration file (or put back the one it had), and apply.',
        'keys[].route',
      ),
      step('command', 'Or create a key that has one.', CREATE),
    ],
  },
  route_not_published: {
    error: '401 invalid_api_key (route_not_published)',
    sentence: 'The key "{key}" is fine, but the route that it points to has no published version.',
    fix: [
      step(
        'command',
        'Publish the route: apply a configuration file that declares it.',
        'latentkit apply -f latentkit.yaml',
      ),
      step('command', 'See which routes are published.', 'latentkit routes list'),
    ],
  },
  workspace_suspended: {
    error: '401 invalid_api_key (workspace_suspended)',
    sentence: 'The key "{key}" is fine, but its workspace is suspended.',
    fix: [step('client', 'Ask the operator of the gateway to lift the suspension of the workspace.', '{workspace}')],
  },
  operator_only: {
    error: '401 invalid_api_key (unknown)',
    sentence: '{address} is for the operator: an API key does not open it.',
    fix: [
      step('header', "Send the operator's token in this header.", 'Authorization: Bearer lkadm_…'),
      step('environment', 'It is the value that the gateway was started with.', 'LATENTKIT_ADMIN_TOKEN'),
    ],
    sendersToMend: true,
  },
  wrong_operator_token: {
    error: '401 invalid_api_key (unknown)',
    sentence: "The operator's token that was sent is not the one of this gateway.",
    fix: [
      step(
        'environment',
        'Send the value that the gateway was started with. A new value counts from the next start on.',
        'LATENTKIT_ADMIN_TOKEN',
      ),
    ],
    sendersToMend: true,
  },
  no_operator_token: {
    error: '404 not_found',
    sentence: "An operator's token was sent, but this gateway was started without one.",
    fix: [
      step(
        'environment',
        'Set one, and restart the gateway: lkadm_ and at least 32 characters.',
        'LATENTKIT_ADMIN_TOKEN=lkadm_…',
      ),
      step('command', 'The command line needs none, beside the data folder.', 'latentkit doctor'),
    ],
  },
  wrong_ip: {
    error: '403 ip_not_allowed',
    sentence: 'The key "{key}" was used from an address that is not among those it allows.',
    fix: [
      step('config', 'Add the address that the error named, and apply.', 'keys[].allowed_ips: […, <address>]'),
      step(
        'environment',
        'Behind a proxy, every request seems to come from it: name the proxy, and restart.',
        'LATENTKIT_TRUSTED_PROXIES=<address or range of the proxy>',
      ),
    ],
  },
  browser_origin: {
    error: '403 browser_not_allowed',
    sentence: 'The request came from a web page ({origin}), and an API key does not belong in a browser.',
    fix: [
      step('client', 'Call the gateway from your backend instead of from the page.', '{address}'),
      step(
        'command',
        'Find a key that was shipped to browsers, and give it a new secret: keys rotate, or in the configuration file.',
        'latentkit keys list',
      ),
      step(
        'environment',
        'Only if the page may really hold a key: allow its origin, and restart.',
        'LATENTKIT_ALLOWED_ORIGINS={origin}',
      ),
    ],
  },
  wrong_scope: {
    error: '403 key_scope',
    sentence: 'The key "{key}" may not do "{capability}" tasks.',
    fix: [
      step('config', 'Add the capability to the scopes of the key, and apply.', 'keys[].scopes: […, {capability}]'),
      step('command', 'Or use another key for it.', `${CREATE} --scope {capability}`),
    ],
  },
} as const satisfies Readonly<Record<string, Cause>>;
