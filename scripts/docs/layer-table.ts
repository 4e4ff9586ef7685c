import { MAY_IMPORT } from '../../gateway/tests/architecture/layers.ts';
import { markdownTable } from './markdown-table.ts';

const PURPOSES: Readonly<Record<string, string>> = {
  main: 'The composition root: knows every part, starts and stops them.',
  cli: 'The commands of `latentkit`.',
  control: 'Reads and changes definitions; compiles them into the snapshot that requests read.',
  people: 'Who somebody is: signing in, sessions, second factor, passkeys, single sign-on.',
  usage: 'Reports of usage, and the sums that they are made of. Pure.',
  dataplane: 'HTTP: one file an endpoint, request bodies, event streams.',
  diagnosis: 'Why a request went as it did, what to do about it, and whether it would work now. Pure.',
  jobs: 'Work in the background: one file a job, run by a timer of `main`.',
  pipeline: 'What happens to a request, stage by stage.',
  config: 'The configuration file: reading it, and saying what is wrong with it.',
  providers: 'Everything anyone knows about a provider, one file each.',
  guards: 'Guardrails. Empty in version 0.1.',
  wire: 'Formats: bytes to domain and back, pure. Knows no vendor.',
  store: 'SQLite and Postgres behind one port; the master key.',
  ledger: 'Budgets: hold, settle, release.',
  limiter: 'Rate limits and concurrency.',
  idempotency: 'Who may do a request that is to be done once, and the answer for its repeats.',
  net: 'Connections to providers, the egress guard, event parsers.',
  observe: 'Log and journal.',
  domain: 'Nouns, rules and ports. No input, no output.',
  contract: 'What crosses a process: schemas and the error catalogue.',
};

/** Which part may import which, from the table that the architecture test enforces. */
export function writeLayerTable(): string {
  const rows = Object.entries(MAY_IMPORT).map(([layer, allowed]) => [
    `\`${layer}\``,
    PURPOSES[layer] ?? '',
    allowed.includes('*') ? 'everything' : allowed.map((name) => `\`${name}\``).join(' '),
  ]);
  return markdownTable({ head: ['Part', 'Purpose', 'May import'], rows });
}

export function layerProblems(): string[] {
  const missing = Object.keys(MAY_IMPORT).filter((layer) => PURPOSES[layer] === undefined);
  const unknown = Object.keys(PURPOSES).filter((layer) => MAY_IMPORT[layer] === undefined);
  return [
    ...missing.map((layer) => `scripts/docs/layer-table.ts says nothing of the part "${layer}"`),
    ...unknown.map((layer) => `scripts/docs/layer-table.ts tells of "${layer}", which is no part`),
  ];
}
