import { ALL_FAULTS } from './all-faults.ts';
import type { Call, Fault, Moment, Variant } from './fault.ts';
import { MATRIX_DIALECTS, type MatrixDialect, modelOfCell } from './matrix-dialects.ts';

/** One request of the matrix: it has a route, a key and a model id of its own. */
export interface Cell {
  readonly model: string;
  readonly secret: string;
  readonly fault: Fault;
  readonly dialect: MatrixDialect;
  readonly moment: Moment;
  readonly call: Call;
  readonly variant: Variant;
}

export function matrixCells(): readonly Cell[] {
  let index = 0;
  return ALL_FAULTS.flatMap((fault) =>
    placesOf(fault).flatMap((place) =>
      fault.variants(place).map((variant) => {
        const model = modelOfCell(index++);
        return { ...place, fault, variant, model, secret: `lk_live_${model}_0123456789abcdef` };
      }),
    ),
  );
}

function placesOf({ moments, calls, dialects }: Fault) {
  return MATRIX_DIALECTS.filter(({ id }) => dialects?.includes(id) ?? true).flatMap((dialect) =>
    moments.flatMap((moment) => calls.map((call) => ({ dialect, moment, call }))),
  );
}
