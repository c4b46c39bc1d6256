/** The modules that the laws are about. A fault is shown with the same modules, one of them patched. */
import * as calendar from '@careledger/calendar';
import * as ledger from '@careledger/ledger';
import * as measures from '@careledger/measures';
import * as record from '@careledger/record';

export interface Engine {
  readonly calendar: typeof calendar;
  readonly record: typeof record;
  readonly measures: typeof measures;
  readonly ledger: typeof ledger;
}

/** The engine as it is. */
export const engine: Engine = { calendar, record, measures, ledger };
