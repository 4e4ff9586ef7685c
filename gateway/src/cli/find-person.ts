import type { Person } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import { CliError } from './cli-error.ts';

/** @throws CliError where nobody has this address */
export async function findPerson({
  people,
  email,
}: {
  readonly people: Pick<PeopleStore, 'findByEmail'>;
  readonly email: string;
}): Promise<Person> {
  const person = await people.findByEmail(email.trim());
  if (person !== undefined) return person;
  throw new CliError(`Nobody signs in with ${email}.`, { hint: 'See them with "latentkit people list".' });
}
