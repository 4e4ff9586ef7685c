import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describeReleases } from './releases.contract.ts';

onEveryDatabase(describeReleases);
