import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describeAuditLog } from './audit-log.contract.ts';

onEveryDatabase(describeAuditLog);
