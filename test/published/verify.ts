/** Holds the computed figures against the published cells, and says so, line by line. */
import type { Cell } from './cells';
import type { ComputedFigures } from './computed';
import type { Contradiction } from './contradiction';
import { printed } from './printed';

export interface Telling {
  readonly say: (line: string) => void;
  /** Only what is not equal, and the counts. */
  readonly briefly: boolean;
}

/**
 * Prints every cell with the computed figure beside it, the proof of each contradiction, and how many there are.
 * @param others cells beside the task, whose figures are shown and counted by themselves
 * @returns how many cells are neither equal nor a contradiction that is proved
 */
export function verify(
  figures: ComputedFigures,
  cells: readonly Cell[],
  others: readonly Cell[],
  contradictions: readonly Contradiction[],
  { say, briefly }: Telling,
): number {
  say(`  ${figures.events} events through the measures of the rulebook`);
  const tell = (cell: Cell, computed: string, verdict: string): void => {
    const { row, measure, grain, period, what, published } = cell;
    if (briefly && verdict === 'equal') return;
    const name = row.includes(measure) ? row : `${row} ${measure}`;
    say(
      `  ${name.padEnd(58)} ${`${grain} ${period}`.padEnd(20)} ${what.padEnd(11)} ${published.padStart(6)} ${computed.padStart(6)}  ${verdict}`,
    );
  };
  const excused = new Map<Contradiction, number>();
  const isExcused = (cell: Cell): boolean => {
    const found = contradictions.find((one) => one.of(cell) && (excused.get(one) ?? 0) < one.cells);
    if (found !== undefined) excused.set(found, (excused.get(found) ?? 0) + 1);
    return found !== undefined;
  };
  const judge = (cell: Cell): [computed: string, verdict: 'equal' | 'contradiction' | 'NOT MET'] => {
    const figure = figures.of(cell);
    const computed = figure === undefined ? 'none' : printed(cell, figure, figures.population);
    if (computed === cell.published) return [computed, 'equal'];
    return [computed, isExcused(cell) ? 'contradiction' : 'NOT MET'];
  };

  say(`  ${'row'.padEnd(58)} ${'period'.padEnd(20)} ${'is'.padEnd(11)} ${'printed'.padStart(6)} ${'here'.padStart(5)}`);
  const counts = { equal: 0, contradiction: 0, 'NOT MET': 0 };
  for (const cell of cells) {
    const [computed, verdict] = judge(cell);
    counts[verdict] += 1;
    tell(cell, computed, verdict);
  }
  say(
    `  ${cells.length} cells: ${counts.equal} equal, ${counts.contradiction} in contradiction, ${counts['NOT MET']} not met`,
  );
  for (const { title, proof } of contradictions) {
    say(`\n  ${title}`);
    for (const line of proof) say(`    ${line}`);
  }
  if (others.length > 0) {
    say('\n  Printed without a numerator, and so beside the task:');
    const verdicts = others.map((cell) => {
      const [computed, verdict] = judge(cell);
      tell(cell, computed, verdict === 'equal' ? 'equal' : 'different');
      return verdict;
    });
    say(`  ${others.length} cells: ${verdicts.filter((verdict) => verdict === 'equal').length} equal`);
  }
  return counts['NOT MET'];
}
