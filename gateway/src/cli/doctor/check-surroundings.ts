import { type Finding, note, problem, warning } from './finding.ts';
import type { Inspection } from './inspection.ts';

const OLDEST_NODE = 24;
const MIB = 1_048_576;
const LITTLE_SPACE = 1_024 * MIB;
const NO_SPACE = 100 * MIB;
const LARGE_JOURNAL = 64 * MIB;

/** Node, disk, journal and settings: all that can be looked at without the database. */
export function checkSurroundings(inspection: Inspection): readonly Finding[] {
  return [
    checkNode(inspection),
    checkDisk(inspection),
    ...checkJournal(inspection),
    ...checkEgress(inspection),
    ...checkExposure(inspection),
  ];
}

/** What is well where the database could be opened. */
export function openedNotes({ masterKeyFrom, database, schema }: Inspection): readonly Finding[] {
  return [
    note('master key', `from the ${masterKeyFrom}; it is the one that this database was set up with`),
    note('database', `${database}, schema up to ${schema}`),
  ];
}

function checkNode({ nodeVersion }: Inspection): Finding {
  if (Number.parseInt(nodeVersion, 10) >= OLDEST_NODE) return note('node', `version ${nodeVersion}`);
  return problem({
    subject: 'node',
    text: `Node ${nodeVersion} runs this program, which needs ${OLDEST_NODE} or newer.`,
    fix: { text: 'Install a newer Node.', exact: `node ${OLDEST_NODE}` },
  });
}

function checkDisk({ freeBytes, dataDir }: Inspection): Finding {
  if (freeBytes === undefined) return note('disk', `free space at ${dataDir} cannot be found out here`);
  const free = `${Math.floor(freeBytes / MIB)} MiB are free at ${dataDir}`;
  if (freeBytes >= LITTLE_SPACE) return note('disk', free);
  const told = {
    subject: 'disk',
    text: `Only ${free}.`,
    fix: { text: 'Make room, or move the data folder to a larger disk.', exact: 'LATENTKIT_DATA_DIR' },
  };
  return freeBytes < NO_SPACE ? problem(told) : warning(told);
}

function checkJournal({ journalBytes, rejectedFile, gatewayRuns }: Inspection): readonly Finding[] {
  const rejected =
    rejectedFile === undefined
      ? []
      : [
          warning({
            subject: 'journal',
            text: 'Some lines of the journal could not be brought to the database.',
            fix: { text: 'Look at them, and move the file away.', exact: rejectedFile },
          }),
        ];
  if (journalBytes > LARGE_JOURNAL) {
    return [
      ...rejected,
      warning({
        subject: 'journal',
        text: `${Math.floor(journalBytes / MIB)} MiB wait for the database: it is slow, or was away.`,
        fix: { text: 'See in the log of the gateway why it takes nothing.', exact: 'LATENTKIT_LOG_LEVEL=info' },
      }),
    ];
  }
  const waiting = journalBytes > 0 && !gatewayRuns ? `${journalBytes} bytes wait for the next start` : 'no backlog';
  return [...rejected, note('journal', waiting)];
}

function checkEgress({ egressAllow }: Inspection): readonly Finding[] {
  const all = egressAllow.find((range) => /\/0$/.test(range));
  if (all !== undefined) {
    return [
      problem({
        subject: 'egress',
        text: `The egress guard allows every address (${all}): a connection of the console may reach your own network.`,
        fix: { text: 'Name only the ranges that are needed.', exact: 'LATENTKIT_EGRESS_ALLOW=<cidr>' },
      }),
    ];
  }
  const also = egressAllow.length === 0 ? '' : `, and ${egressAllow.join(', ')}`;
  return [note('egress', `connections outside the configuration file reach public addresses only${also}`)];
}

function checkExposure({ host, allowedOrigins, hasAdminToken }: Inspection): readonly Finding[] {
  const isOpen = host !== '127.0.0.1' && host !== '::1' && host !== 'localhost';
  return [
    note('listening', isOpen ? `on ${host}: put TLS in front of it` : `on ${host}: this machine only`),
    ...(allowedOrigins.includes('*')
      ? [
          problem({
            subject: 'browsers',
            text: 'LATENTKIT_ALLOWED_ORIGINS holds "*", which is no origin and allows nobody.',
            fix: { text: 'Name each origin.', exact: 'LATENTKIT_ALLOWED_ORIGINS=https://app.example' },
          }),
        ]
      : []),
    note('operator token', hasAdminToken ? 'set' : 'not set: nobody reads /api as the operator'),
  ];
}
