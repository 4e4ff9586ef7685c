import type { Fault } from './fault.ts';
import { BODY_FAULTS } from './faults/body-faults.ts';
import { CONNECTION_FAULTS } from './faults/connection-faults.ts';
import { FRAMING_FAULTS } from './faults/framing-faults.ts';
import { ORDER_FAULTS } from './faults/order-faults.ts';
import { STATUS_FAULTS } from './faults/status-faults.ts';

/** The rows of the matrix, by their number. */
export const ALL_FAULTS: readonly Fault[] = [
  ...CONNECTION_FAULTS,
  ...FRAMING_FAULTS,
  ...BODY_FAULTS,
  ...STATUS_FAULTS,
  ...ORDER_FAULTS,
].toSorted((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
