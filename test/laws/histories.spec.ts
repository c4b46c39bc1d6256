/** The generated histories are worth generating: valid, in log order, hard, and they reach every figure. */
import * as fc from 'fast-check';
import { bankHolidays } from '@careledger/calendar';
import { EVENT_TYPES, validateEvent } from '@careledger/contract';
import {
  AUTHORITIES,
  histories,
  reorderings,
  sampleHistory,
  withRecordedTimes,
  type LoggedCaseEvent,
} from '../histories';
import { oracle, type Breakdown, type ChildRecord, type Oracle } from '../oracle';
import { addMonths, day, instant, iso, workingDays } from '../oracle/calendar';

const holidays = new Set(bankHolidays.map(({ date }) => date));
const { wd, deadline } = workingDays(holidays);
const CHILDREN = 30;
const samples = Array.from({ length: 20 }, (_, seed) => sampleHistory(seed, CHILDREN));
const oracles = samples.map((history) => oracle(history, { holidays }));
const FINANCIAL_YEARS = ['2020-03', '2021-03', '2022-03', '2023-03', '2024-03'];
const QUARTERS = FINANCIAL_YEARS.flatMap((year) => {
  const before = String(Number(year.slice(0, 4)) - 1);
  return [`${before}-06`, `${before}-09`, `${before}-12`, year];
});
const today = '2024-03-31';

const names = (history: readonly LoggedCaseEvent[]): Set<string> =>
  new Set(history.map(({ event }) => JSON.stringify([event.authority, event.subject, event.source, event.id])));

describe('a history', () => {
  it('holds valid events only', () => {
    const unusual = sampleHistory(7, CHILDREN, 5, { idReuse: true, historicalLoads: true });
    const refusals = [...samples.slice(0, 5), unusual].flatMap((history) =>
      history.flatMap(({ event, appendedAt }) => {
        const validation = validateEvent(event, { now: appendedAt });
        return 'refusal' in validation ? [validation.refusal] : [];
      }),
    );
    expect(refusals).toEqual([]);
  });

  it('has gap-free offsets and instants that never run backwards', () => {
    for (const history of samples) {
      expect(history.map(({ offset }) => offset)).toEqual(history.map((_, i) => i));
      const instants = history.map(({ appendedAt }) => appendedAt);
      expect(instants).toEqual([...instants].sort((a, b) => a - b));
    }
  });

  it('is the same for the same seed', () => {
    expect(sampleHistory(3, 5)).toEqual(sampleHistory(3, 5));
    expect(sampleHistory(3, 5)).not.toEqual(sampleHistory(4, 5));
  });

  it('has at most the children asked for, and shrinks to few', () => {
    fc.assert(
      fc.property(histories({ children: 4, years: 2 }), (history) => {
        expect(new Set(history.map(({ event }) => `${event.authority}:${event.subject}`)).size).toBeLessThanOrEqual(4);
      }),
      { numRuns: 10, seed: 1 },
    );
    const failing = fc.check(
      fc.property(histories({ children: 6, years: 2 }), (history) =>
        history.every(({ event }) => event.type !== 'csc.care.started'),
      ),
      { seed: 1, numRuns: 50 },
    );
    expect(failing.counterexample?.[0].length).toBeLessThanOrEqual(8);
  });

  it('can be reordered and repeated, and its figures stay', () => {
    const history = withRecordedTimes(sampleHistory(5, 8));
    const [reordered] = fc.sample(reorderings(history), { seed: 9, numRuns: 1 });
    expect(names(reordered ?? [])).toEqual(names(history));
    expect(reordered?.map(({ event }) => event.id)).not.toEqual(history.map(({ event }) => event.id));
    const [before, after] = [history, reordered ?? []].map((events) => oracle(events, { holidays }));
    for (const { id } of before?.measures ?? []) {
      for (const period of FINANCIAL_YEARS) {
        const question = { measure: id, authority: '841', grain: 'year' as const, period, today };
        expect([id, period, after?.figure(question)]).toEqual([id, period, before?.figure(question)]);
      }
    }
  });

  it('has no id with two contents unless it is asked for', () => {
    const reused = (history: readonly LoggedCaseEvent[]): number => {
      const contents = new Set(
        history.map(({ event: { authority, subject, source, id, data } }) =>
          JSON.stringify([authority, subject, source, id, data]),
        ),
      );
      return contents.size - names(history).size;
    };
    expect(reused(sampleHistory(1, CHILDREN))).toBe(0);
    expect(reused(sampleHistory(1, CHILDREN, 5, { idReuse: true }))).toBeGreaterThan(10);
  });
});

describe('the edges', () => {
  const events = samples.flat();
  const records: ChildRecord[] = oracles.flatMap((one, i) => {
    const keys = new Set(samples[i]?.map(({ event }) => JSON.stringify([event.authority, event.subject])));
    return [...keys].flatMap((key) => {
      const [authority, subject] = JSON.parse(key) as [string, string];
      return one.record(authority, subject) ?? [];
    });
  });
  const count = <T>(all: readonly T[], is: (item: T) => boolean): number => all.filter(is).length;

  it('include every type of event, several authorities and awkward ids', () => {
    expect(EVENT_TYPES.filter((type) => !events.some(({ event }) => event.type === `csc.${type}`))).toEqual([]);
    for (const authority of AUTHORITIES) expect(events.some(({ event }) => event.authority === authority)).toBe(true);
    expect(events.some(({ event }) => event.id.startsWith('\u{1D49C}'))).toBe(true);
    expect(events.some(({ event }) => event.id.startsWith('\uFF5E'))).toBe(true);
  });

  it('include copies, missing and equal recorded times, clocks ahead, retractions and revivals', () => {
    const copies = samples.reduce((sum, history) => sum + history.length - names(history).size, 0);
    expect(copies).toBeGreaterThan(200);
    expect(count(events, ({ event }) => event.recordedtime === undefined)).toBeGreaterThan(200);
    const ahead = ({ event, appendedAt }: LoggedCaseEvent): boolean =>
      event.recordedtime !== undefined && instant(event.recordedtime) > appendedAt;
    expect(count(events, ahead)).toBeGreaterThan(200);
    expect(count(events, ({ event }) => event.type === 'csc.record.retracted')).toBeGreaterThan(200);
  });

  it('include deadlines met to the day and missed by one', () => {
    const assessments = records.flatMap((child) => child.assessments);
    const took = (n: number): number =>
      count(assessments, ({ started, ended }) => ended !== null && wd(started, ended) === n);
    expect(took(45)).toBeGreaterThan(20);
    expect(took(46)).toBeGreaterThan(10);

    const firstReviews = records.flatMap(({ carePeriods, claReviewDays }) =>
      carePeriods.flatMap(({ started }) => {
        const first = claReviewDays.find((h) => h > started);
        return first === undefined ? [] : [first - deadline(started, 20)];
      }),
    );
    expect(count(firstReviews, (late) => late === 0)).toBeGreaterThan(10);
    expect(count(firstReviews, (late) => late === 1)).toBeGreaterThan(5);

    const again = records.flatMap(({ referrals }) =>
      referrals.flatMap((one) => referrals.map((other) => one.receivedOn - addMonths(other.receivedOn, 12))),
    );
    expect(count(again, (late) => late === 0)).toBeGreaterThan(10);
    expect(count(again, (late) => late === 1)).toBeGreaterThan(5);
  });

  it('include spells that overlap, have no day, or are not ended', () => {
    const care = records.flatMap(({ carePeriods }) => carePeriods);
    expect(count(care, ({ started, ended }) => started === ended)).toBeGreaterThan(5);
    expect(count(care, ({ ended }) => ended === null)).toBeGreaterThan(50);
    const overlapping = records.filter(({ cpPlans }) =>
      cpPlans.some((one) =>
        cpPlans.some(
          (other) => one !== other && one.started <= other.started && (one.ended === null || one.ended > other.started),
        ),
      ),
    );
    expect(overlapping.length).toBeGreaterThan(20);
    const before = records.filter(({ placements, carePeriods }) =>
      carePeriods.some((period) => placements.some((one) => one.started < period.started && one.ended === null)),
    );
    expect(before.length).toBeGreaterThan(20);
    expect(count(records, ({ described }) => described.birthMonth === null)).toBeGreaterThan(20);
  });

  it('include checks on the last and the first day of a year, refusals with and without a check', () => {
    const checks = records.flatMap(({ healthChecks }) => healthChecks);
    const dated = (end: string): number => count(checks, ({ on }) => iso(on).endsWith(end));
    expect(dated('-03-31')).toBeGreaterThan(20);
    expect(dated('-04-01')).toBeGreaterThan(20);
    const refusals = records.flatMap(({ healthCheckRefusals, healthChecks }) =>
      healthCheckRefusals.map((refusal) =>
        healthChecks.filter(({ kind }) => kind === refusal.kind).map(({ on }) => on - refusal.on),
      ),
    );
    expect(count(refusals, (checked) => checked.includes(0))).toBeGreaterThan(10);
    expect(count(refusals, (checked) => checked.some((later) => later > 0 && later < 100))).toBeGreaterThan(10);
    expect(count(refusals, (checked) => checked.length === 0)).toBeGreaterThan(10);
  });

  it('include 18th birthdays in the last month of a year and on the day after it, in care for the whole of it', () => {
    const eighteen = (month: string, year: number): number =>
      count(records, ({ described: { birthMonth }, carePeriods }) => {
        if (birthMonth?.endsWith(month) !== true) return false;
        const started = day(`${Number(birthMonth.slice(0, 4)) + 18 - year}-04-01`);
        return carePeriods.some((care) => care.started <= started && (care.ended === null || care.ended > started));
      });
    expect(eighteen('-03', 1)).toBeGreaterThan(3);
    expect(eighteen('-04', 1)).toBeGreaterThan(3);
  });

  it('include care leavers of every status and activity, and several contacts on one day', () => {
    const statuses = new Set(records.flatMap(({ leavingCare }) => leavingCare.map(({ status }) => status)));
    expect([...statuses].sort()).toEqual(['former-relevant', 'qualifying', 'relevant']);
    const activities = new Set(records.flatMap(({ leaverContacts }) => leaverContacts.map(({ activity }) => activity)));
    expect([...activities].sort()).toEqual(['F1', 'F2', 'F4', 'F5', 'G4', 'G5', 'G6', 'P1', 'P2', 'P4', 'P5']);
    const twice = ({ leaverContacts }: ChildRecord): boolean =>
      leaverContacts.some((one) => leaverContacts.some((other) => one !== other && one.on === other.on));
    expect(count(records, twice)).toBeGreaterThan(20);
    const inCareToo = ({ leavingCare, carePeriods }: ChildRecord): boolean =>
      leavingCare.some((spell) =>
        carePeriods.some(
          (care) => care.started <= spell.started && (care.ended === null || care.ended > spell.started),
        ),
      );
    expect(count(records, inCareToo)).toBeGreaterThan(20);
  });
});

/** By gender these have one group: they are about women. */
const OF_WOMEN = new Set(['care-leavers-parents-17-21', 'care-leavers-parents-17-25']);

describe('the figures of the histories', () => {
  const figures = (one: Oracle, measure: string, grain: 'year' | 'quarter' = 'year') =>
    FINANCIAL_YEARS.map((period) => one.figure({ measure, authority: '841', grain, period, today }));
  const measures = oracles[0]?.measures ?? [];

  it.each(measures.map(({ id, shape }) => [id, shape] as const))('%s: reached (%s)', (id, shape) => {
    const all = oracles.flatMap((one) => figures(one, id));
    expect(all.some(({ numerator }) => numerator > 0)).toBe(true);
    if (shape !== 'count') expect(all.some(({ denominator }) => (denominator ?? 0) > 0)).toBe(true);
    if (shape === 'percent')
      expect(all.some(({ numerator, denominator }) => numerator > 0 && numerator < (denominator ?? 0))).toBe(true);
  });

  it('seven of eight measures are reached by any one history', () => {
    for (const one of oracles) {
      const isEmpty = (measure: string): boolean =>
        QUARTERS.every(
          (period) => one.figure({ measure, authority: '841', grain: 'quarter', period, today }).numerator === 0,
        );
      const empty = measures.filter(({ id }) => isEmpty(id));
      expect(empty.length).toBeLessThan(measures.length / 8);
    }
  });

  const keysOf = (measure: string, by: Breakdown): Set<string> => {
    const keys = new Set<string>();
    for (const one of oracles) {
      for (const period of FINANCIAL_YEARS) {
        const { groups } = one.figure({ measure, authority: '841', grain: 'year', period, today, by });
        for (const [key, { numerator }] of Object.entries(groups ?? {})) if (numerator > 0) keys.add(key);
      }
      if (keys.size >= 3) break;
    }
    return keys;
  };

  it.each(measures.map(({ id, breakdowns }) => [id, breakdowns] as const))('%s: by %j', (id, breakdowns) => {
    const few = breakdowns.filter((by) => {
      const keys = [...keysOf(id, by)].filter((key) => key !== 'unknown');
      return keys.length < (by === 'gender' && OF_WOMEN.has(id) ? 1 : 2);
    });
    expect(few).toEqual([]);
  });
});
