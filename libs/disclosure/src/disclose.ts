import { Arithmetic } from './arithmetic';
import type { Because, CellName, Disclosure, EarlierCell, ExactCell, Shown } from './cells';
import { addConditions } from './conditions';
import { COST_OF_WIDTH, costOf } from './cost';
import { Disguises, type Moves, type Prices } from './disguise';
import { cellName, placed, type PlacedCell, type PlacedPublication } from './placed';
import { SecondOpinion } from './second-opinion';
import { isSmallNumber, MOST_SMALL, smallPartsOf } from './small';
import type { Solver } from './solver';
import { Unknowns } from './unknowns';
import { nearby } from './windows';

/**
 * Decides which cells are shown as `c` where these cells are published together: those that are small, and those without
 * which a small one could be worked out. The same cells have the same answer, in whatever order they come.
 * @param cells all that is published together of one authority, each once: whole figures and groups, months and quarters
 * @param earlier what the authority has published before, by publication, the last first; what lies more than a year
 *   from these cells is left out of account
 */
export function disclose(
  cells: readonly ExactCell[],
  earlier: readonly (readonly EarlierCell[])[],
  solver: Solver,
): Disclosure {
  const order = cells.map((_, i) => i).sort((a, b) => (nameAt(cells, a) < nameAt(cells, b) ? -1 : 1));
  const suppression = new Suppression(
    order.map((i) => cells[i] as ExactCell),
    earlier.map((publication) => nearby(publication, cells)).filter((publication) => publication.length > 0),
    solver,
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
  /** Numbers that no cell says, but the difference of two may. */
  private readonly between: ReadonlyMap<number, ExactCell>;
  private readonly unknowns: Unknowns;
  private readonly disguises: Disguises;
  private readonly secondOpinion: SecondOpinion;
  private readonly now: PlacedPublication;
  private readonly before: readonly PlacedPublication[];
  /** The cells at hand that show an unknown. */
  private readonly showing = new Map<number, number[]>();
  /** Unknowns with a value that they have in figures that look the same. */
  private readonly reached = new Set<string>();
  /** Unknowns that are something else in figures that look the same. */
  private readonly disguised = new Set<number>();

  constructor(
    cells: readonly ExactCell[],
    private readonly earlier: readonly (readonly EarlierCell[])[],
    solver: Solver,
  ) {
    const [now, ...before] = placed(this.arithmetic, [cells, ...earlier]);
    this.now = now ?? { cells: [], absent: [] };
    this.before = before;
    this.between = addConditions(this.arithmetic, [this.now, ...before]);
    this.unknowns = new Unknowns(this.arithmetic, this.knownForGood());
    this.disguises = new Disguises(this.unknowns);
    this.secondOpinion = new SecondOpinion(this.unknowns, solver);
    this.now.cells.forEach((one, i) => {
      for (const unknown of this.unknownsOf(one)) this.showing.set(unknown, [...(this.showing.get(unknown) ?? []), i]);
    });
  }

  /** What is known whatever is suppressed now: what is nothing, and what was shown before. */
  private knownForGood(): number[] {
    const absent = [this.now, ...this.before].flatMap((publication) => publication.absent);
    const nothing = this.now.cells.filter((one) => !canBeSuppressed(one));
    const shown = this.before.flatMap(({ cells }, publication) =>
      cells.filter((_, i) => this.earlier[publication]?.[i]?.shown !== 'suppressed'),
    );
    return [...absent, ...nothing, ...shown].flatMap(quantitiesOf);
  }

  private unknownsOf(one: PlacedCell): number[] {
    return quantitiesOf(one).flatMap((quantity) => this.unknowns.of(quantity) ?? []);
  }

  cellsToHide(unknown: number): readonly number[] {
    return (this.showing.get(unknown) ?? []).filter((cell) => !this.because.has(cell));
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
    const secrets = this.secrets();
    for (const secret of secrets) {
      if (!this.protect(secret)) unprotected.set(cellName(secret.of), secret.of);
    }
    for (const secret of secrets) this.widen(secret);
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
    for (const [quantity, of] of this.between) {
      if (isSmallNumber(this.arithmetic.quantities[quantity]?.value ?? 0)) secrets.push({ of, quantities: [quantity] });
    }
    const once = new Map(secrets.map((secret) => [secret.quantities.join(' '), secret]));
    return [...once.values()];
  }

  /** @returns whether it cannot be worked out, where need be because of what is suppressed now */
  private protect({ quantities }: Secret): boolean {
    const unknowns = quantities.flatMap((quantity) => this.unknowns.of(quantity) ?? []);
    if (unknowns.some((unknown) => this.disguised.has(unknown))) return true;
    for (const search of [this.disguises, this.secondOpinion]) {
      for (const unknown of unknowns) {
        for (const by of [1, -1] as const) {
          const found = search.find(unknown, by, this);
          if (found === undefined) continue;
          this.hide(found.cells);
          this.disguiseBy(found.moves);
          return true;
        }
      }
    }
    return false;
  }

  /** Lets a small number be anything from 1 to 5, where no more than a group of a month is lost by it. */
  private widen({ quantities }: Secret): void {
    for (const unknown of quantities.flatMap((quantity) => this.unknowns.of(quantity) ?? [])) {
      const value = this.unknowns.value(unknown);
      if (!isSmallNumber(value)) continue;
      for (const wide of [1, MOST_SMALL]) {
        if (wide === value || this.reached.has(`${unknown} ${wide}`)) continue;
        const found = this.disguises.find(unknown, wide - value, this, COST_OF_WIDTH);
        if (found === undefined) continue;
        this.hide(found.cells);
        for (const [moved, by] of found.moves) this.reached.add(`${moved} ${this.unknowns.value(moved) + by}`);
      }
    }
  }

  private hide(cells: ReadonlySet<number>): void {
    for (const cell of cells) this.because.set(cell, 'protects');
  }

  private disguiseBy(moves: Moves): void {
    for (const unknown of moves.keys()) this.disguised.add(unknown);
  }
}

const quantitiesOf = ({ quantities }: PlacedCell): number[] => Object.values(quantities);

const sameCell = (cell: ExactCell): string => `${cellName(cell)} ${cell.numerator}/${cell.denominator}`;

/** Nothing is shown as nothing, always: who sees `c` knows that something counts. */
const canBeSuppressed = ({ cell }: PlacedCell): boolean => (cell.denominator ?? cell.numerator) > 0;
