import { Arithmetic } from './arithmetic';
import type { Because, CellName, Disclosure, EarlierCell, ExactCell, Shown } from './cells';
import { addConditions } from './conditions';
import { costOf } from './cost';
import { Disguises, type Moves, type Prices } from './disguise';
import { cellName, placed, type PlacedCell, type PlacedPublication } from './placed';
import { smallPartsOf } from './small';

/**
 * Decides which cells are shown as `c` where these cells are published together: those that are small, and those without
 * which a small one could be worked out. The same cells have the same answer, in whatever order they come.
 * @param cells all that is published together of one authority, each once: whole figures and groups, months and quarters
 * @param earlier what the authority has published before, by publication, the last first
 */
export function disclose(cells: readonly ExactCell[], earlier: readonly (readonly EarlierCell[])[] = []): Disclosure {
  const order = cells.map((_, i) => i).sort((a, b) => (nameAt(cells, a) < nameAt(cells, b) ? -1 : 1));
  const suppression = new Suppression(
    order.map((i) => cells[i] as ExactCell),
    earlier,
  );
  suppression.decide();
  const shown: Shown[] = [];
  const because: (Because | undefined)[] = [];
  order.forEach((original, i) => {
    because[original] = suppression.because.get(i);
    shown[original] = because[original] !== undefined ? 'suppressed' : isNothing(cells[original]) ? 'none' : 'figure';
  });
  return { shown, because, unprotected: suppression.unprotected };
}

const nameAt = (cells: readonly ExactCell[], i: number): string => cellName(cells[i] as ExactCell);

const isNothing = (cell: ExactCell | undefined): boolean => cell?.denominator === 0;

/** Numbers of which at least one must not be known. */
interface Secret {
  readonly of: CellName;
  readonly quantities: readonly number[];
}

class Suppression implements Prices {
  /** The cells at hand that are suppressed, and why. */
  readonly because = new Map<number, Because>();
  readonly unprotected: CellName[] = [];
  private readonly arithmetic = new Arithmetic();
  private readonly disguises: Disguises;
  private readonly now: PlacedPublication;
  private readonly before: readonly PlacedPublication[];
  /** What is known whatever is done now. */
  private readonly known = new Set<number>();
  /** The cells at hand that show a quantity. */
  private readonly showing = new Map<number, number[]>();
  /** Quantities that are something else in figures that look the same. */
  private readonly disguised = new Set<number>();

  constructor(
    cells: readonly ExactCell[],
    private readonly earlier: readonly (readonly EarlierCell[])[],
  ) {
    const [now, ...before] = placed(this.arithmetic, [cells, ...earlier]);
    this.now = now ?? { cells: [], absent: [] };
    this.before = before;
    addConditions(this.arithmetic, [this.now, ...before]);
    this.disguises = new Disguises(this.arithmetic);
    this.seeWhatIsKnown();
  }

  private seeWhatIsKnown(): void {
    for (const { absent } of [this.now, ...this.before]) absent.forEach((cell) => this.know(cell));
    this.before.forEach(({ cells }, publication) => {
      cells.forEach((cell, i) => {
        if (this.earlier[publication]?.[i]?.shown !== 'suppressed') this.know(cell);
      });
    });
    this.now.cells.forEach((one, i) => {
      if (!canBeSuppressed(one)) this.know(one);
      for (const quantity of quantitiesOf(one)) this.showing.set(quantity, [...(this.showing.get(quantity) ?? []), i]);
    });
  }

  private know(cell: PlacedCell): void {
    for (const quantity of quantitiesOf(cell)) this.known.add(quantity);
  }

  cellsToHide(quantity: number): readonly number[] | undefined {
    if (this.known.has(quantity)) return undefined;
    return (this.showing.get(quantity) ?? []).filter((cell) => !this.because.has(cell));
  }

  cost(cell: number): number {
    return costOf((this.now.cells[cell] as PlacedCell).cell);
  }

  decide(): void {
    const suppressedBefore = this.suppressedBefore();
    this.now.cells.forEach(({ cell }, i) => {
      if (smallPartsOf(cell).length > 0) this.because.set(i, 'small');
      else if (suppressedBefore.has(sameCell(cell))) this.because.set(i, 'before');
    });
    const unprotected = new Map<string, CellName>();
    for (const secret of this.secrets()) {
      if (!this.protect(secret)) unprotected.set(cellName(secret.of), secret.of);
    }
    this.unprotected.push(...unprotected.values());
  }

  /** Cells that were suppressed before and have not changed since: showing them now would undo it. */
  private suppressedBefore(): Set<string> {
    const found = new Set<string>();
    for (const cells of this.earlier) {
      for (const cell of cells) if (cell.shown === 'suppressed') found.add(sameCell(cell));
    }
    return found;
  }

  /** Of a cell that is small each small number; of one that was suppressed to protect others any of its numbers. */
  private secrets(): Secret[] {
    const then = this.before.flatMap(({ cells }, publication) =>
      cells.filter((_, i) => this.earlier[publication]?.[i]?.shown === 'suppressed'),
    );
    const now = this.now.cells.filter((_, i) => this.because.has(i));
    const secrets = [...now, ...then].flatMap((one): Secret[] => {
      const small = smallPartsOf(one.cell);
      if (small.length === 0) return [{ of: one.cell, quantities: quantitiesOf(one) }];
      return small.map((part) => ({ of: one.cell, quantities: [one.quantities[part] as number] }));
    });
    const once = new Map(secrets.map((secret) => [secret.quantities.join(' '), secret]));
    return [...once.values()];
  }

  /** @returns whether it cannot be worked out, where need be because of what is suppressed now */
  private protect({ quantities }: Secret): boolean {
    if (quantities.some((quantity) => this.disguised.has(quantity))) return true;
    for (const quantity of quantities) {
      for (const by of [1, -1, 2, -2]) {
        const found = this.disguises.find(quantity, by, this);
        if (found === undefined) continue;
        this.hide(found.cells);
        this.disguiseBy(found.moves);
        return true;
      }
    }
    return false;
  }

  private hide(cells: ReadonlySet<number>): void {
    for (const cell of cells) this.because.set(cell, 'protects');
  }

  private disguiseBy(moves: Moves): void {
    for (const quantity of moves.keys()) this.disguised.add(quantity);
  }
}

const quantitiesOf = ({ quantities }: PlacedCell): number[] => Object.values(quantities);

const sameCell = (cell: ExactCell): string => `${cellName(cell)} ${cell.numerator}/${cell.denominator}`;

/** Nothing is shown as nothing, always: who sees `c` knows that something counts. */
const canBeSuppressed = ({ cell }: PlacedCell): boolean => (cell.denominator ?? cell.numerator) > 0;
