import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describeRemoval } from './remove-workspaces.contract.ts';

onEveryDatabase(describeRemoval);
