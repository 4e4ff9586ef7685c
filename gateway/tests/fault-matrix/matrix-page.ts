import { join } from 'node:path';

export const MATRIX_PAGE = join(import.meta.dirname, '../../../docs/reliability/fault-matrix.md');
