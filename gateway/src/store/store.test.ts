import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describeStore } from './store.contract.ts';

onEveryDatabase(describeStore);
