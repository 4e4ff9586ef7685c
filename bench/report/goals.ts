import { addedOf, median, ratiosOf, type Sample } from '../measures/samples.ts';

export interface Goal {
  readonly name: string;
  readonly figure: number;
  readonly atMost: number;
  readonly unit: '×' | 'ms' | 'MB';
}

interface GoalInput {
  readonly samples: readonly Sample[];
  readonly idleBytes: number;
}

export function readGoals({ samples, idleBytes }: GoalInput): Goal[] {
  const ratio = (measure: Sample['measure']) => median(ratiosOf({ samples, measure, value: 'cpuMicros' }));
  const addedP99 = median(addedOf({ samples, measure: 'steady', value: 'p99Ms', side: 'gateway' }));
  return [
    { name: 'CPU per request, of the floor’s', figure: ratio('saturation'), atMost: 1.6, unit: '×' },
    { name: 'CPU per chunk that arrives singly, of the floor’s', figure: ratio('single chunks'), atMost: 2, unit: '×' },
    { name: 'CPU per chunk in a burst, of the floor’s', figure: ratio('burst'), atMost: 2, unit: '×' },
    { name: 'added p99 at 1,000 requests/s', figure: addedP99, atMost: 3, unit: 'ms' },
    { name: 'idle memory', figure: idleBytes / 1e6, atMost: 120, unit: 'MB' },
  ];
}

export function isMet({ figure, atMost }: Goal): boolean {
  return figure <= atMost;
}

/** Says by how much, if it is missed. */
export function verdictOf(goal: Goal): string {
  if (isMet(goal)) return 'met';
  const { figure, atMost, unit } = goal;
  if (!Number.isFinite(figure)) return 'not measured';
  return `missed by ${(figure - atMost).toFixed(2)} ${unit} (${Math.round((figure / atMost - 1) * 100)} %)`;
}

/** What `--check` is held against: the largest multiple of the floor's CPU. */
export function largestRatio(goals: readonly Goal[]): number {
  return Math.max(...goals.filter(({ unit }) => unit === '×').map(({ figure }) => figure));
}
