import * as z from 'zod';
import { CIRCUIT_STATES } from '../../../domain/circuit-report.ts';
import { FAILURE_CLASSES } from '../../../domain/failure.ts';
import { workspaceAct } from '../act.ts';
import type { CircuitOfRoutes } from '../control-deps.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';

const ownOnly = 'null: nothing is known, or the connection is shared and others use it as well';

const circuitSchema = z
  .strictObject({
    connection_id: z.string(),
    connection: z.string(),
    model: z.string(),
    routes: z.array(z.string()),
    state: z.enum(CIRCUIT_STATES),
    since: isoTimeSchema.nullable(),
    until: isoTimeSchema.nullable(),
    last_failure: z.strictObject({ class: z.enum(FAILURE_CLASSES), at: isoTimeSchema }).nullable(),
    failures: z.int().nullable().describe(ownOnly),
    under_way: z.int().nullable().describe(`Requests that run there now. ${ownOnly}`),
    first_content_ms: z.number().nullable().describe(`Moving average. ${ownOnly}`),
    whole_answer_ms: z.number().nullable().describe(`Moving average. ${ownOnly}`),
  })
  .meta({ id: 'Circuit' });

export const listCircuits = workspaceAct({
  id: 'listCircuits',
  method: 'get',
  path: '/workspaces/{workspaceId}/circuits',
  summary: 'Which models of connections rest after failures',
  description:
    'Those that the routes of the workspace use, as the process that answers sees them, those in trouble first.',
  permission: 'routes.read',
  answer: z.strictObject({ time: isoTimeSchema, circuits: z.array(circuitSchema) }).meta({ id: 'Circuits' }),
  handle({ deps, definitions, workspace: { id: workspaceId }, nowMs }) {
    const own = new Set(definitions.connections.flatMap((one) => (one.workspaceId === workspaceId ? one.id : [])));
    const circuits = deps.circuitsOf({ workspaceId }).map((circuit) => {
      const isOwn = own.has(circuit.connectionId);
      return circuitView({ circuit, isOwn });
    });
    return Promise.resolve({ body: { time: isoTime(nowMs), circuits } });
  },
});

/** How others use a connection of the house is their business. That it rests concerns everybody. */
function circuitView({
  circuit,
  isOwn,
}: {
  readonly circuit: CircuitOfRoutes;
  readonly isOwn: boolean;
}): z.input<typeof circuitSchema> {
  const ofOwn = (value: number | undefined) => (isOwn ? (value ?? null) : null);
  return {
    connection_id: circuit.connectionId,
    connection: circuit.connection,
    model: circuit.model,
    routes: [...circuit.routes],
    state: circuit.state,
    since: circuit.since ?? null,
    until: circuit.until ?? null,
    last_failure: circuit.lastFailure ?? null,
    failures: ofOwn(circuit.failures),
    under_way: ofOwn(circuit.underWay),
    first_content_ms: ofOwn(circuit.firstContentMs),
    whole_answer_ms: ofOwn(circuit.wholeAnswerMs),
  };
}
