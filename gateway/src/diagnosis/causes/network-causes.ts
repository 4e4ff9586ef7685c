import { type Cause, step } from '../cause.ts';

const FAILED = '503 all_providers_exhausted (all_attempts_failed)';
const BASE_URL = 'connections[].base_url';

/** The way to the provider. */
export const NETWORK_CAUSES = {
  dns_failed: {
    error: FAILED,
    sentence: 'The host name in the address of the connection "{connection}" could not be resolved.',
    fix: [
      step('config', 'Correct the host name, and apply.', BASE_URL),
      step('command', 'If it is right: this machine has no working DNS for it.', 'getent hosts {host}'),
    ],
  },
  connection_refused: {
    error: FAILED,
    sentence: 'Nothing listens at the address of the connection "{connection}": the connection was refused.',
    fix: [
      step('config', 'Correct host and port, and apply.', BASE_URL),
      step(
        'provider',
        'If they are right: start the server there. In a container, localhost is the container itself.',
        '{connection}',
      ),
    ],
  },
  connect_timeout: {
    error: FAILED,
    sentence: 'No connection to the address of "{connection}" came about within 5 s.',
    fix: [step('config', 'Check host and port, and the firewall on the way.', BASE_URL)],
  },
  tls_failed: {
    error: FAILED,
    sentence:
      'The TLS certificate at the address of the connection "{connection}" is not valid (self-signed, expired, or for another host).',
    fix: [
      step('environment', 'Trust the authority that signed it, and restart.', 'NODE_EXTRA_CA_CERTS=/path/to/ca.pem'),
      step('config', 'Use the host name that the certificate is for; plain servers need http://.', BASE_URL),
    ],
  },
  connection_broken: {
    error: FAILED,
    sentence: 'The connection to {connection}/{model} broke before it answered.',
    fix: [
      step('config', 'Check that the address is right (https:// for TLS ports), and what stands between.', BASE_URL),
      step('config', 'Add an attempt at another provider.', 'routes[].attempts[]: { connection: <name>, model: <id> }'),
    ],
  },
  redirect_refused: {
    error: FAILED,
    sentence:
      'The address of the connection "{connection}" answers with a redirect ({detail}), which is never followed: it would carry the credential elsewhere.',
    fix: [
      step(
        'config',
        'Put the address that it redirects to there (often https:// or another path), and apply.',
        BASE_URL,
      ),
    ],
  },
  egress_blocked: {
    error: '502 provider_error (egress_blocked)',
    sentence:
      'The address of the connection "{connection}" is private or otherwise not one that this gateway may call.',
    fix: [
      step('environment', 'Allow the range, and restart.', 'LATENTKIT_EGRESS_ALLOW=<cidr>'),
      step('config', 'Or declare the connection in the configuration file, whose addresses are trusted.', BASE_URL),
    ],
  },
} as const satisfies Readonly<Record<string, Cause>>;
