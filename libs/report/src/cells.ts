import { formatMonth, type Month } from '@careledger/calendar';
import type { Figure } from '@careledger/figures';
import type { Grain } from '@careledger/measures';

/** Which number it is: a measure's for a period, of all that it counts or of one group. */
export interface CellName {
  readonly measure: string;
  readonly grain: Grain;
  /** The period's last month, `YYYY-MM`. */
  readonly period: string;
  /** '' of all that the measure counts. */
  readonly breakdown: string;
  /** The group; '' of all that the measure counts. */
  readonly key: string;
}

/** A figure with its rate: null where the measure has none, or the population is not known. */
export interface RatedFigure extends Figure {
  readonly rate: number | null;
}

/**
 * What a report may say of a number. Of one that is suppressed nothing is here: nobody who makes sentences, tables or charts has
 * anything to give away.
 */
export type Cell = ({ readonly shown: 'figure' } & RatedFigure) | { readonly shown: 'suppressed' };

/** The name of a measure's figure of a period as a whole. */
export function wholeOf(measure: string, grain: Grain, month: Month): CellName {
  return { measure, grain, period: formatMonth(month), breakdown: '', key: '' };
}

export function textOfName({ measure, grain, period, breakdown, key }: CellName): string {
  return [measure, grain, period, breakdown, key].join(' ');
}

/** The numbers that a report is made of. What is not in it is not known, or was not published. */
export class CellBook {
  private readonly cells = new Map<string, Cell>();
  private readonly groups = new Map<string, CellName[]>();

  /** @param cells each name once */
  constructor(readonly all: readonly (readonly [CellName, Cell])[]) {
    for (const [name, cell] of all) {
      this.cells.set(textOfName(name), cell);
      if (name.breakdown === '') continue;
      const whole = textOfName({ ...name, key: '' });
      this.groups.set(whole, [...(this.groups.get(whole) ?? []), name]);
    }
  }

  get(name: CellName): Cell | undefined {
    return this.cells.get(textOfName(name));
  }

  /** The figure, where it is known and may be shown. */
  figure(name: CellName): RatedFigure | undefined {
    const cell = this.get(name);
    return cell?.shown === 'figure' ? cell : undefined;
  }

  /** The groups of a breakdown, in their order. */
  groupsOf(whole: CellName, breakdown: string): readonly CellName[] {
    return this.groups.get(textOfName({ ...whole, breakdown, key: '' })) ?? [];
  }
}
