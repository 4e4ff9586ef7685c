import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describeDefinitionChanges } from './definition-changes.contract.ts';

onEveryDatabase(describeDefinitionChanges);
