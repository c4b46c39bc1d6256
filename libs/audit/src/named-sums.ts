import { BalanceSheet } from '@careledger/ledger';
import { cellOf, groupsOf, type Cell, type Groups } from '@careledger/measures';
import type { Month } from '@careledger/calendar';

/** Sums by account, cell and month on their way between processes, whose numbers for cells differ. */
export interface NamedSums {
  /** The cells that there are. */
  readonly cells: readonly Groups[];
  /** Account, place in `cells`, month, numerator, denominator, and so on. */
  readonly numbers: Float64Array;
}

const WIDTH = 5;

/** Adds amounts up by account, cell and month. */
export class CellSums {
  private readonly sheet = new BalanceSheet();

  add(account: number, cell: Cell, month: Month, numerator: number, denominator: number): void {
    this.sheet.add(account, cell, month, numerator, denominator);
  }

  addAll(sums: NamedSums): void {
    eachSum(sums, (account, cell, month, numerator, denominator) => {
      this.add(account, cell, month, numerator, denominator);
    });
  }

  /** What is not nothing. */
  named(): NamedSums {
    const places = new Map<Cell, number>();
    const cells: Groups[] = [];
    const changes = this.sheet.changes((cell) => [cell]);
    const numbers = new Float64Array(changes.length * WIDTH);
    changes.forEach(({ account, group: cell, month, numerator, denominator }, i) => {
      let place = places.get(cell);
      if (place === undefined) {
        places.set(cell, (place = cells.length));
        cells.push(groupsOf(cell));
      }
      numbers.set([account, place, month, numerator, denominator], i * WIDTH);
    });
    return { cells, numbers };
  }
}

/** Whether there is nothing. */
export function isNothing({ numbers }: NamedSums): boolean {
  return numbers.length === 0;
}

/** Visits the sums, with the cells as this process numbers them. */
export function eachSum(
  { cells, numbers }: NamedSums,
  visit: (account: number, cell: Cell, month: Month, numerator: number, denominator: number) => void,
): void {
  const here = cells.map((groups) => cellOf(groups));
  for (let at = 0; at < numbers.length; at += WIDTH) {
    visit(
      numbers[at] as number,
      here[numbers[at + 1] as number] as Cell,
      numbers[at + 2] as number,
      numbers[at + 3] as number,
      numbers[at + 4] as number,
    );
  }
}
