import type { Grain, Measure } from '@careledger/measures';
import type { Month } from '@careledger/calendar';
import { wholeOf, type CellName, type RatedFigure } from './cells';
import type { Facts } from './facts';
import { formOf, isOfNone, numberInWords, partOf } from './numbers';
import { name, type Piece, type Said, type Sentence } from './said';
import { quarterIsFirst, when } from './times';
import { wordingOf } from './wording';

/** Beneath this many, what a percentage is of is pointed out: one more or less changes it a lot. */
const FEW = 10;

/** The figures that say how a measure stands: of what happens the quarter and the year to date, of a state its last day. */
export function standingCells({ kind, id }: Measure, quarter: Month): readonly CellName[] {
  if (kind === 'stock') return [wholeOf(id, 'month', quarter)];
  const ofQuarter = wholeOf(id, 'quarter', quarter);
  return quarterIsFirst(quarter) ? [ofQuarter] : [ofQuarter, wholeOf(id, 'ytd', quarter)];
}

/** Says how a measure stands: in the quarter and in the year to date, or at the end of the quarter. */
export function headlines(facts: Facts, measure: Measure): Sentence[] {
  const { quarter, cells } = facts;
  const sentences: Sentence[] = [];
  let pieces: Piece[] = [];
  const close = (): void => {
    if (pieces.length > 0) sentences.push({ kind: 'headline', measure: measure.id, pieces: [...pieces, '.'] });
    pieces = [];
  };
  for (const cell of standingCells(measure, quarter)) {
    const known = cells.get(cell);
    const time = name(when(measure, cell.grain, quarter, facts.today));
    if (known === undefined) continue;
    if (known.shown === 'suppressed') {
      close();
      sentences.push({ kind: 'suppressed', measure: measure.id, pieces: suppressed(measure, cell, time) });
    } else if (pieces.length > 0 && !isOfNone(known)) {
      pieces = [...pieces, '; ', ...again(measure, cell, known, time)];
    } else {
      close();
      pieces = statement(measure, cell, known, time);
      // What follows has to say again what it is about.
      if (isOfNone(known)) close();
    }
  }
  close();
  if (sentences.length > 0) return sentences;
  const why =
    facts.source.kind === 'publication'
      ? ' is not in this publication for the quarter.'
      : ' is not shown for the quarter: the records are not complete for it.';
  return [{ kind: 'no data', measure: measure.id, pieces: ['“', name(measure.title), '”', why] }];
}

function suppressed({ title }: Measure, cell: CellName, time: Said): Piece[] {
  return [
    time,
    ', the figure of “',
    name(title),
    '” is not published (',
    { says: 'suppressed', of: cell, text: 'c' },
    '): it is a number too small to publish, or one from which such a number could be worked out.',
  ];
}

/** The whole statement: when, how many, of what, what of them. */
function statement(measure: Measure, cell: CellName, figure: RatedFigure, time: Said): Piece[] {
  const wording = wordingOf(measure.id);
  const none: Said = {
    says: 'none',
    of: cell,
    part: measure.shape === 'count' ? 'numerator' : 'denominator',
    text: 'no',
  };
  const isNone = isOfNone(figure);
  if (wording === undefined) {
    if (isNone) return [time, ' there was ', none, ' case to count for “', name(measure.title), '”'];
    return [time, ', “', name(measure.title), '” was ', ...numberOf(measure, cell, figure), ...rate(cell, figure)];
  }
  if ('many' in wording) {
    if (figure.numerator === 0) return [time, ', ', none, ' ', name(wording.many)];
    const counted = figure.numerator === 1 ? wording.one : wording.many;
    return [time, ', ', ...numberOf(measure, cell, figure), ' ', name(counted), ...rate(cell, figure)];
  }
  if (isNone) return [time, ' there were ', none, ' ', name('of' in wording ? wording.of : wording.over)];
  if ('of' in wording) {
    return [time, ', ', ...numberOf(measure, cell, figure), ' of ', name(wording.of), ' ', name(wording.did)];
  }
  return [
    time,
    ', ',
    name(wording.mean),
    ' was ',
    numberSaid(measure, cell, figure),
    name(wording.unit),
    ' (',
    ...only(figure),
    {
      says: 'number',
      of: { cell, part: 'denominator' },
      text: numberInWords(figure.denominator ?? 0, { decimals: 0, unit: '' }),
    },
    ' ',
    name(wording.over),
    ')',
  ];
}

/** The same measure again, for another period. */
function again(measure: Measure, cell: CellName, figure: RatedFigure, time: Said): Piece[] {
  const wording = wordingOf(measure.id);
  if (wording !== undefined && 'mean' in wording) {
    return [time, ' it was ', numberSaid(measure, cell, figure), name(wording.unit)];
  }
  return [time, ' it was ', ...numberOf(measure, cell, figure), ...rate(cell, figure)];
}

/** A figure with what it is made of: `85.2% (455 of 534)`, `203`, `14.3`. Nothing may be divided by nothing. */
export function numberOf(measure: Measure, cell: CellName, figure: RatedFigure): Piece[] {
  const value = numberSaid(measure, cell, figure);
  if (measure.shape !== 'percent' || figure.denominator === null) return [value];
  const whole = formOf({ shape: 'count' }, 'value');
  return [
    value,
    ' (',
    { says: 'number', of: { cell, part: 'numerator' }, text: numberInWords(figure.numerator, whole) },
    ' of ',
    ...only(figure),
    { says: 'number', of: { cell, part: 'denominator' }, text: numberInWords(figure.denominator, whole) },
    ')',
  ];
}

function numberSaid(measure: Measure, cell: CellName, figure: RatedFigure): Said {
  const value = partOf(figure, 'value');
  if (value === null) throw new Error(`${cell.measure} ${cell.period} has no value to be said`);
  return { says: 'number', of: { cell, part: 'value' }, text: numberInWords(value, formOf(measure, 'value')) };
}

function only({ denominator }: RatedFigure): Piece[] {
  return denominator !== null && denominator < FEW ? ['only '] : [];
}

/** The rate, of a state and of the year to date: that of a quarter of a year would be read as a year's. */
function rate(cell: CellName, { rate: value }: RatedFigure): Piece[] {
  if (value === null || cell.grain === 'quarter') return [];
  return [
    ', a rate of ',
    { says: 'number', of: { cell, part: 'rate' }, text: numberInWords(value, { decimals: 1, unit: 'per 10,000' }) },
  ];
}

/** The kind of period that a standing figure is of, as later sentences call it. */
export function subjectOf({ kind }: Measure, grain: Grain): string {
  if (kind === 'stock') return 'it is';
  return grain === 'quarter' ? 'the quarter’s figure is' : 'the year to date is';
}
