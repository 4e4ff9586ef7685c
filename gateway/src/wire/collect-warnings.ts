import type { Warning } from './dialect.ts';

export type Warn = (warning: Warning) => void;

export interface WarningCollector {
  readonly warn: Warn;
  /** Each warning once, in the order of the first time: a long conversation says some of them for every message. */
  warnings(): readonly Warning[];
}

export function collectWarnings(): WarningCollector {
  const found = new Map<string, Warning>();
  return {
    warn: (warning) => {
      found.set(`${warning.param}\n${warning.message}`, warning);
    },
    warnings: () => [...found.values()],
  };
}
