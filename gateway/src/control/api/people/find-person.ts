import { GatewayError } from '../../../domain/gateway-error.ts';
import type { Person } from '../../../domain/people.ts';
import type { ControlDeps } from '../control-deps.ts';
import { personIdOf } from './person-view.ts';

/** @throws GatewayError not_found */
export async function findPerson({
  deps,
  personId,
}: {
  readonly deps: Pick<ControlDeps, 'people'>;
  /** As the path has it. */
  readonly personId: string;
}): Promise<Person> {
  const person = await deps.people.find(personIdOf(personId));
  if (person !== undefined) return person;
  throw new GatewayError('not_found', { message: 'There is no such person.' });
}
