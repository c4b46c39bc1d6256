/** Durham's framework: numbers that cannot stand beside one another. */
import type { Cell, Printed } from './cells';
import type { Contradiction } from './contradiction';
import { roundedHalfUp } from './printed';

/** The printed numbers of one authority. */
class Numbers {
  constructor(private readonly cells: readonly Cell[]) {}

  of(measure: string, period: string, what: Printed): Cell | undefined {
    return this.cells.find((cell) => cell.measure === measure && cell.period === period && cell.what === what);
  }

  number(measure: string, period: string, what: Printed): number | undefined {
    const cell = this.of(measure, period, what);
    return cell === undefined ? undefined : Number(cell.published);
  }
}

export function durhamContradictions(cells: readonly Cell[]): Contradiction[] {
  const durham = cells.filter(({ authority }) => authority === '840');
  const numbers = new Numbers(durham);
  const periods = [...new Set(durham.map(({ period }) => period))];
  return periods.flatMap((period) => [
    ...outOfTheChildrenInCare(numbers, period),
    ...fewerEndsThanLeavers(numbers, period),
    ...durham
      .filter((cell) => cell.period === period && cell.what === 'percent')
      .flatMap((cell) => percentageOfOthers(numbers, cell)),
  ]);
}

/** A measure of all children in care has no other denominator than their number; one of those whose distance is known no greater one. */
function outOfTheChildrenInCare(numbers: Numbers, period: string): Contradiction[] {
  const inCare = numbers.number('cla', period, 'count');
  if (inCare === undefined) return [];
  const exact = ['cla-uasc', 'cla-3-plus-placements'].flatMap((measure): Contradiction[] => {
    const printed = numbers.of(measure, period, 'denominator');
    if (printed === undefined || Number(printed.published) === inCare) return [];
    return [
      {
        title: `Durham, ${period}: ${measure} is printed out of ${printed.published}`,
        cells: 1,
        of: (cell) => cell === printed,
        proof: [
          `Its denominator is the children in care on the last day. ${inCare} are printed for that day, and ${inCare} ≠ ${printed.published}.`,
        ],
      },
    ];
  });
  return [...exact, ...moreDistancesThanChildren(numbers, period, inCare)];
}

function moreDistancesThanChildren(numbers: Numbers, period: string, inCare: number): Contradiction[] {
  const measure = 'cla-20-miles-outside';
  const denominator = numbers.of(measure, period, 'denominator');
  const numerator = numbers.of(measure, period, 'numerator');
  const percent = numbers.of(measure, period, 'percent');
  if (
    denominator === undefined ||
    numerator === undefined ||
    percent === undefined ||
    Number(denominator.published) <= inCare
  )
    return [];
  const decimals = (percent.published.split('.')[1] ?? '').length;
  const inPercent = (of: number): string => roundedHalfUp(BigInt(numerator.published) * 100n, BigInt(of), decimals);
  const proof = [
    `${denominator.published} placements of ${inCare} children: a child has one placement in force, so that the denominator is ${inCare} at most.`,
  ];
  // Of fewer children the share of so many is greater still.
  const bothMissed = inPercent(inCare) !== percent.published && Number(inPercent(inCare)) > Number(percent.published);
  if (bothMissed) {
    proof.push(
      `${numerator.published} of ${inCare} is ${inPercent(inCare)} %, and of fewer more: ${percent.published} % and ${numerator.published} cannot both be met.`,
    );
  }
  return [
    {
      title: `Durham, ${period}: ${measure} is printed out of ${denominator.published}`,
      cells: bothMissed ? 2 : 1,
      of: (cell) => cell === denominator || (bothMissed && (cell === numerator || cell === percent)),
      proof,
    },
  ];
}

/** Who was in care in the period and is not at its end has left: each with one end of care at least. */
function fewerEndsThanLeavers(numbers: Numbers, period: string): Contradiction[] {
  const onADay = numbers.number('cla-missing-in-year', period, 'denominator');
  const inCare = numbers.number('cla', period, 'count');
  const ends = numbers.of('cla-ended-adopted', period, 'denominator');
  if (onADay === undefined || inCare === undefined || ends === undefined || Number(ends.published) >= onADay - inCare)
    return [];
  return [
    {
      title: `Durham, ${period}: ${ends.published} ends of care`,
      cells: 1,
      of: (cell) => cell === ends,
      proof: [
        `${onADay} children were in care on a day of the period and ${inCare} at its end: ${onADay} − ${inCare} = ${onADay - inCare} left, each with one end of care at least,`,
        `and ${onADay - inCare} > ${ends.published}.`,
      ],
    },
  ];
}

/** A percentage printed beside a numerator and a denominator that make another. */
function percentageOfOthers(numbers: Numbers, percent: Cell): Contradiction[] {
  const { measure, period, published } = percent;
  const numerator = numbers.number(measure, period, 'numerator');
  const denominator = numbers.number(measure, period, 'denominator');
  if (numerator === undefined || denominator === undefined) return [];
  const decimals = (published.split('.')[1] ?? '').length;
  const made = roundedHalfUp(BigInt(numerator) * 100n, BigInt(denominator), decimals);
  if (made === published) return [];
  const exact = roundedHalfUp(BigInt(numerator) * 100n, BigInt(denominator), 3);
  return [
    {
      title: `Durham, ${period}: ${measure} ${published} %`,
      cells: 1,
      of: (cell) => cell.measure === measure && cell.period === period,
      proof: [
        `${numerator} of ${denominator} is ${exact} %, which prints ${made}, not ${published}: of the three numbers one cannot be met.`,
      ],
    },
  ];
}
