/** Name of the counter that is the version of the definitions. Whoever writes them, or the audit log, locks its row first. */
export const DEFINITIONS_COUNTER = 'definitions';
