import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describePublishScheduled } from './publish-scheduled.contract.ts';

onEveryDatabase(describePublishScheduled);
