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

/** Says how a measure stands: a sentence for the quarter, one for the year to date. */
export function headlines(facts: Facts, measure: Measure): Sentence[] {
  const { quarter, cells } = facts;
  const sentences: Sentence[] = [];
  let isNamed = false;
  for (const cell of standingCells(measure, quarter)) {
    const known = cells.get(cell);
    const time = name(when(measure, cell.grain, quarter, facts.today));
    if (known === undefined) continue;
    if (known.shown === 'suppressed') {
      sentences.push({ kind: 'suppressed', measure: measure.id, pieces: suppressed(measure, cell, time) });
      continue;
    }
    const pieces = isNamed ? again(measure, cell, known, time) : statement(measure, cell, known, time);
    sentences.push({ kind: 'headline', measure: measure.id, pieces });
    isNamed ||= !isOfNone(known);
  }
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
  const number = numberOf(measure, cell, figure);
  const none: Said = {
    says: 'none',
    of: cell,
    part: measure.shape === 'count' ? 'numerator' : 'denominator',
    text: 'no',
  };
  if (wording === undefined) return [time, ', “', name(measure.title), '” was ', ...number, ...rate(cell, figure), '.'];
  if ('many' in wording) {
    if (figure.numerator === 0) return [time, ', ', none, ' ', name(wording.many), '.'];
    const counted = figure.numerator === 1 ? wording.one : wording.many;
    return [time, ', ', ...number, ' ', name(counted), ...rate(cell, figure), '.'];
  }
  if ('of' in wording) {
    if (isOfNone(figure)) return [time, ' there were ', none, ' ', name(wording.of), '.'];
    return [time, ', ', ...number, ' of ', name(wording.of), ' ', name(wording.did), '.'];
  }
  if (isOfNone(figure)) return [time, ' there were ', none, ' ', name(wording.over), '.'];
  const value = numberSaid(measure, cell, figure);
  const over: Said = { says: 'number', of: { cell, part: 'denominator' }, text: String(figure.denominator) };
  return [
    time,
    ', ',
    name(wording.mean),
    ' was ',
    value,
    name(wording.unit),
    ' (',
    ...only(figure),
    over,
    ' ',
    name(wording.over),
    ').',
  ];
}

/** The same measure again, for another period. */
function again(measure: Measure, cell: CellName, figure: RatedFigure, time: Said): Piece[] {
  const wording = wordingOf(measure.id);
  if (wording !== undefined && 'mean' in wording) {
    return [time, ' it was ', numberSaid(measure, cell, figure), name(wording.unit), '.'];
  }
  return [time, ' it was ', ...numberOf(measure, cell, figure), ...rate(cell, figure), '.'];
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
    ', ',
    { says: 'number', of: { cell, part: 'rate' }, text: numberInWords(value, { decimals: 1, unit: 'per 10,000' }) },
  ];
}

/** The kind of period that a standing figure is of, as later sentences call it. */
export function subjectOf({ kind }: Measure, grain: Grain): string {
  if (kind === 'stock') return 'it is';
  return grain === 'quarter' ? 'the quarter’s figure is' : 'the year to date is';
}
