/**
 * Darlington's dental rows. Of the children due a check, those who have had one and those who refused are printed as shares of
 * one and the same number of children; in April and in June only large numbers have both shares, and what is printed
 * for July and October leaves no room for so many.
 */
import type { Cell } from './cells';
import type { Contradiction } from './contradiction';
import { roundedHalfUp } from './printed';

interface Share {
  readonly of: number;
  readonly counts: readonly number[];
}

/** Numbers of children, at most so many, of which each of the printed percentages is a share; with the share of the last. */
function sharesOf(percentages: readonly string[], most: number): Share[] {
  const found: Share[] = [];
  for (let of = 1; of <= most; of++) {
    const counts = percentages.map((printed) => {
      const near = Math.floor((Number(printed) * of) / 100);
      return [near - 1, near, near + 1, near + 2].find(
        (n) => n >= 0 && n <= of && roundedHalfUp(BigInt(n) * 100n, BigInt(of), 1) === printed,
      );
    });
    if (counts.every((count) => count !== undefined)) found.push({ of, counts });
  }
  return found;
}

export function dentalContradictions(cells: readonly Cell[]): Contradiction[] {
  const printed = (measure: string, period: string): string | undefined =>
    cells.find(
      (cell) => cell.measure === measure && cell.period === period && cell.authority === '841' && cell.what !== 'rate',
    )?.published;
  return ['2020-04', '2020-06'].flatMap((period) => contradictionOf(period, printed));
}

function contradictionOf(
  period: string,
  printed: (measure: string, period: string) => string | undefined,
): Contradiction[] {
  const read = (measure: string, month: string): string => printed(measure, month) ?? '';
  const shares = ['dental-due-completed', 'dental-refused'];
  const rows = ['dental-done-this-year', 'rha-done-this-year'];
  if (read('cla', period) === '') return [];
  const inCare = Number(read('cla', period));
  const inCareOctober = Number(read('cla', '2020-10'));
  const due = sharesOf(
    shares.map((measure) => read(measure, period)),
    inCare,
  );
  const dueOctober = sharesOf(
    shares.map((measure) => read(measure, '2020-10')),
    inCareOctober,
  );
  const rowJuly = sharesOf(
    rows.map((measure) => read(measure, '2020-07')),
    Number(read('cla', '2020-07')),
  );
  const rowOctober = sharesOf(
    rows.map((measure) => read(measure, '2020-10')),
    inCareOctober,
  );
  const least = due[0]?.of ?? Infinity;

  const proof = [
    `${shares.map((measure) => `${measure} ${read(measure, period)}`).join(' and ')} are shares of one number of children, at most the ${inCare} in care.`,
    `Numbers that print both: ${due.map(({ of, counts }) => `${of} (${counts.join(', ')})`).join('; ') || 'none'}. So at least ${least} were due.`,
    'Whoever is due came into care before April 2020. Of those, C are in the yearly rows (250, 251) and W become 18 before April 2021 or are not: C and W only fall.',
    `October prints ${rows.map((measure) => `${measure} ${read(measure, '2020-10')}`).join(', ')}: C is ${list(rowOctober)}. July: C was ${list(rowJuly)}.`,
    `A child that is due stays so until it leaves care, so that in October at least ${least} − (${inCare} − C − W) were due; and those due who had a check but are not among the C were W at most.`,
    `In July C + W was at most ${inCare}, and W no smaller than in October.`,
  ];
  let possible = 0;
  for (const row of rowOctober) {
    const july = rowJuly.filter(({ of }) => of >= row.of).map(({ of }) => of);
    const fewestInJuly = Math.min(...july);
    for (const { of, counts } of dueOctober) {
      const others = Math.max(0, (counts[0] ?? 0) - (row.counts[0] ?? 0));
      const mustBeDue = least - inCare + row.of + others;
      const why =
        row.of + others > inCareOctober
          ? `${row.of} + ${others} are more than the ${inCareOctober} in care`
          : mustBeDue > of
            ? `but ${least} − (${inCare} − ${row.of} − ${others}) = ${mustBeDue} must be due`
            : july.length === 0
              ? `but July had no ${row.of} or more`
              : fewestInJuly + others > inCare
                ? `but in July ${fewestInJuly} + ${others} = ${fewestInJuly + others} are more than ${inCare}`
                : undefined;
      if (why === undefined) possible += 1;
      proof.push(
        `C = ${row.of}, ${of} due and ${counts[0] ?? 0} of them checked: W is at least ${counts[0] ?? 0} − ${row.counts[0] ?? 0} → ${others}; ${why ?? 'possible'}.`,
      );
    }
  }
  if (possible > 0) return [];
  return [
    {
      title: `Darlington, ${period}: the two dental shares cannot both be met beside the other rows`,
      cells: 1,
      of: (cell) => cell.authority === '841' && cell.period === period && shares.includes(cell.measure),
      proof: [...proof, 'Nothing is left: one of the two cells cannot be met.'],
    },
  ];
}

const list = (shares: readonly Share[]): string =>
  shares.map(({ of, counts }) => `${of} (${counts.join(', ')})`).join(' or ');
