/** A small table in, a figure out: what the oracle's worked examples are written with. */
import { oracle, type Figure, type LoggedEventLike, type Question } from './index';

/** Bank holidays of England and Wales that the examples meet. */
export const holidays = new Set([
  ...['2019-12-25', '2019-12-26', '2020-01-01', '2020-04-10', '2020-04-13', '2020-05-08', '2020-05-25', '2020-08-31'],
  ...['2020-12-25', '2020-12-28', '2021-01-01', '2021-04-02', '2021-04-05', '2021-05-03', '2021-05-31', '2021-08-30'],
]);

/** A line of an example: event type, data, and what else the envelope says. */
export type Line = [
  type: string,
  data: Record<string, unknown>,
  envelope?: { id?: string; source?: string; recordedtime?: string | null; appendedAt?: string; child?: string },
];

/** A log of the lines in their order; recorded and taken on one day each, in order, unless a line says otherwise. */
export function log(lines: readonly Line[]): LoggedEventLike[] {
  return lines.map(([type, data, { id, source, recordedtime, appendedAt, child } = {}], offset) => {
    const taken = appendedAt ?? `2022-01-01T00:00:${String(offset).padStart(2, '0')}Z`;
    return {
      partition: 0,
      offset,
      appendedAt: Date.parse(taken) * 1000,
      event: {
        id: id ?? `e${offset}`,
        source: source ?? '/example',
        type: `csc.${type}`,
        subject: child ?? 'child-ada',
        authority: '841',
        ...(recordedtime === null ? {} : { recordedtime: recordedtime ?? taken }),
        data,
      },
    };
  });
}

/** A figure of the lines. Unless asked otherwise: of the month, long after it. */
export function figure(lines: readonly Line[], measure: string, period: string, asked: Partial<Question> = {}): Figure {
  return oracle(log(lines), { holidays }).figure({
    measure,
    authority: '841',
    grain: 'month',
    period,
    today: '2022-12-31',
    ...asked,
  });
}

/** 'num/den' of a stock at the end of a day, seen on that day. */
export function on(T: string, lines: readonly Line[], measure: string): string {
  const { numerator, denominator } = figure(lines, measure, T.slice(0, 7), { today: T });
  return `${numerator}/${denominator}`;
}

/** A figure without groups. */
export const ratio = (numerator: number, denominator: number | null): Figure => ({ numerator, denominator });

/** The description of a girl. */
export const born = (birthMonth: string, child?: string): Line => [
  'child.described',
  { birthMonth, gender: 'F' },
  child === undefined ? {} : { child },
];

/** A care period under a care order. */
export const care = (id: string, startedOn: string, endedOn?: string): Line[] => [
  ['care.started', { id, startedOn, legalStatus: 'C2' }],
  ...(endedOn === undefined ? [] : [['care.ended', { id, endedOn, reason: 'E4' }] as Line]),
];

/** The start of a placement with unrelated foster carers, unless `more` says otherwise. */
export const placed = (id: string, startedOn: string, more: Record<string, unknown> = {}): Line => [
  'placement.started',
  { id, startedOn, type: 'U6', ...more },
];

/** The end of a placement. */
export const moved = (id: string, endedOn: string): Line => ['placement.ended', { id, endedOn }];

/** A visit on each of the days. */
export const visited = (purpose: string, ...days: string[]): Line[] =>
  days.map((visitedOn) => ['visit.completed', { id: `${purpose}${visitedOn}`, visitedOn, purpose }]);

/** A review on each of the days; `type` is `cp-review` or `cla-review`. */
export const reviewed = (type: string, ...days: string[]): Line[] =>
  days.map((heldOn) => [`${type}.held`, { id: heldOn, heldOn }]);
