import type { CauseCase } from '../cause-case.ts';

export const NETWORK_CASES: readonly CauseCase[] = [
  {
    name: 'self_signed',
    code: 'tls_failed',
    sentence: '"self_signed"',
    fix: ['NODE_EXTRA_CA_CERTS', 'connections[].base_url'],
    would: 'unknown',
    baseUrl: ({ selfSigned }) => `${selfSigned}/v1`,
  },
  {
    name: 'no_host',
    code: 'dns_failed',
    sentence: 'host name',
    fix: ['Correct the host name'],
    would: 'unknown',
    baseUrl: () => 'http://nowhere.invalid/v1',
  },
  {
    name: 'no_listener',
    code: 'connection_refused',
    fix: ['Correct host and port', 'start the server'],
    would: 'unknown',
    baseUrl: ({ closed }) => `${closed}/v1`,
  },
  {
    name: 'deaf',
    code: 'connect_timeout',
    sentence: 'No connection to the address of "deaf" came about within 5 s.',
    fix: ['Check host and port, and the firewall', 'connections[].base_url'],
    would: 'unknown',
    baseUrl: ({ deaf }) => `${deaf}/v1`,
  },
  {
    name: 'broken',
    code: 'connection_broken',
    fix: ['connections[].base_url'],
    would: 'unknown',
    behaviour: { resetBeforeHeaders: true },
  },
  {
    name: 'redirected',
    code: 'redirect_refused',
    sentence: 'status_302',
    fix: ['the address that it redirects to'],
    would: 'unknown',
    behaviour: { status: 302, headers: { location: 'https://elsewhere.example/v1' }, body: '' },
  },
  {
    name: 'private',
    code: 'egress_blocked',
    sentence: 'is private',
    fix: ['LATENTKIT_EGRESS_ALLOW=', 'configuration file'],
    would: 'unknown',
    change: async ({ writes, definitions, name }) => {
      const connection = definitions.connections.find((candidate) => candidate.name === name);
      if (connection) await writes.saveConnection({ ...connection, trusted: false });
    },
  },
];
