import fc from 'fast-check';
import { parseInstant } from '@careledger/calendar';
import { validateEvent, type CaseEvent } from '@careledger/contract';
import { inWords, smallReturns, standing } from '../testing/small-returns';
import { canonical, type VersionedEvent } from '../engine/case-events';
import { planChild, type Planning } from '../engine/plan-child';
import { factsAsOf, withoutContradictions } from './child-facts';
import { returnOf, type ChildReturns } from './rows';
import { SSDA903 } from './source';

const NOW = parseInstant('2026-05-01T09:00:00Z');
const SUBJECT = 'child-of-the-test';

function planning(returns: ChildReturns, firstVersion = 0): Planning {
  const years = [...returns.keys()].sort((a, b) => a - b);
  return { source: SSDA903, authority: '841', now: NOW, years, there: (year) => years.includes(year), firstVersion };
}

function planned(text: string, made: readonly VersionedEvent[] = []): VersionedEvent[] {
  const { returns } = smallReturns(text);
  return planChild(planning(returns), SUBJECT, returns, made).events;
}

/** recordedtime and what is said, in the order in which it was planned; descriptions of the child aside. */
function told(events: readonly VersionedEvent[]): string[] {
  return events
    .filter(({ event }) => event.type !== 'csc.child.described')
    .map(({ event }) => {
      const type = event.type.slice('csc.'.length);
      return `${event.recordedtime} ${inWords({ type, data: event.data } as Parameters<typeof inWords>[0])}`;
    });
}

function ids(events: readonly VersionedEvent[]): string[] {
  return events.map(({ event }) => event.id).sort();
}

const OPEN = '2017 episodes | 09/04/2017 | S | C2 | U4 | | ';
const ENDED = '2017 episodes | 09/04/2017 | S | C2 | U4 | 31/10/2017 | E8';
const ENDED_LATER = '2017 episodes | 09/04/2017 | S | C2 | U4 | 30/11/2017 | E8';

describe('events of a child over the return years', () => {
  test('what a year’s return says is recorded at noon of the 1 April after it', () => {
    expect(told(planned(OPEN))).toEqual([
      '2018-04-01T12:00:00Z care.started 2017-04-09: startedOn 2017-04-09, legalStatus C2',
      '2018-04-01T12:00:00Z placement.started 2017-04-09: startedOn 2017-04-09, type U4',
    ]);
  });

  test('of years that overlap, the later one says only what is new', () => {
    const text = `
      ${OPEN}
      2018 episodes | 09/04/2017 | S | C2 | U4 | 02/10/2018 | E8`;
    expect(told(planned(text)).slice(2)).toEqual([
      '2019-04-01T12:00:00Z care.ended 2017-04-09: endedOn 2018-10-02, reason E8',
      '2019-04-01T12:00:00Z placement.ended 2017-04-09: endedOn 2018-10-02',
    ]);
  });

  test('a row that a later year has otherwise is a correction of that year', () => {
    const text = `
      ${ENDED}
      2018 episodes | 09/04/2017 | S | C2 | U5 | 31/10/2017 | E8`;
    expect(told(planned(text)).slice(4)).toEqual([
      '2019-04-01T12:00:00Z placement.started 2017-04-09: startedOn 2017-04-09, type U5',
    ]);
  });

  test('the same import again makes nothing, and elsewhere it makes the same ids', () => {
    const events = planned(ENDED);
    expect(planned(ENDED, events)).toEqual([]);
    expect(planned(ENDED)).toEqual(events);
    expect(new Set(ids(events)).size).toBe(events.length);
  });

  test('an edited row of the same year is a later version, and so is the way back to the earlier content', () => {
    const first = planned(ENDED);
    const second = planned(ENDED_LATER, first);
    expect(told(second)).toEqual([
      '2018-04-01T12:00:00.001Z care.ended 2017-04-09: endedOn 2017-11-30, reason E8',
      '2018-04-01T12:00:00.001Z placement.ended 2017-04-09: endedOn 2017-11-30',
    ]);
    const third = planned(ENDED, [...first, ...second]);
    expect(told(third)).toEqual([
      '2018-04-01T12:00:00.002Z care.ended 2017-04-09: endedOn 2017-10-31, reason E8',
      '2018-04-01T12:00:00.002Z placement.ended 2017-04-09: endedOn 2017-10-31',
    ]);
    const all = ids([...first, ...second, ...third]);
    expect(new Set(all).size).toBe(all.length);
    expect(planned(ENDED, [...first, ...second, ...third])).toEqual([]);
  });

  test('a correction of an old year stands below what a later year says', () => {
    const later = '2018 episodes | 09/04/2017 | S | C2 | U4 | 02/10/2018 | E8';
    const first = planned(`${OPEN}\n${later}`);
    const second = planned(`${OPEN.replace('U4', 'U6')}\n${later}`, first);
    expect(told(second)).toEqual([
      '2018-04-01T12:00:00.001Z placement.started 2017-04-09: startedOn 2017-04-09, type U6',
      '2019-04-01T12:00:00.001Z placement.started 2017-04-09: startedOn 2017-04-09, type U4',
    ]);
  });

  test('a row that vanished from the year’s file is retracted, and may come back', () => {
    const review = `${OPEN}\n2017 reviews | 08/10/2017`;
    const first = planned(review);
    const second = planned(OPEN, first);
    expect(told(second)).toEqual(['2018-04-01T12:00:00.001Z record.retracted 2017-10-08: entity cla-review']);
    const third = planned(review, [...first, ...second]);
    expect(told(third)).toEqual(['2018-04-01T12:00:00.002Z cla-review.held 2017-10-08: heldOn 2017-10-08']);
  });

  test('an episode that is open again: the entity is retracted and said again without its end', () => {
    const first = planned(ENDED);
    expect(told(planned(OPEN, first))).toEqual([
      '2018-04-01T12:00:00.001Z record.retracted 2017-04-09: entity care',
      '2018-04-01T12:00:00.002Z care.started 2017-04-09: startedOn 2017-04-09, legalStatus C2',
      '2018-04-01T12:00:00.001Z record.retracted 2017-04-09: entity placement',
      '2018-04-01T12:00:00.002Z placement.started 2017-04-09: startedOn 2017-04-09, type U4',
    ]);
  });

  test('a closed episode that a later return does not have stands: that return covers its own year', () => {
    expect(told(planned(`${ENDED}\n2018 header | 2 | 15/06/2005`)).filter((line) => line.startsWith('2019'))).toEqual(
      [],
    );
  });

  test('an open one stands, too, while the later return lists the child', () => {
    expect(told(planned(`${OPEN}\n2018 header | 2 | 15/06/2005`)).filter((line) => line.startsWith('2019'))).toEqual(
      [],
    );
  });

  test('an open episode of a child whom the later return does not list ended before that return’s year', () => {
    const { returns } = smallReturns(OPEN);
    const events = planChild(
      { ...planning(returns), years: [2017, 2018], there: () => true },
      SUBJECT,
      returns,
      [],
    ).events;
    expect(told(events).slice(2)).toEqual([
      '2019-04-01T12:00:00Z care.ended 2017-04-09: endedOn 2018-03-31',
      '2019-04-01T12:00:00Z placement.ended 2017-04-09: endedOn 2018-03-31',
    ]);
  });

  test('an end further ahead than the contract takes is left out until a return comes near enough', () => {
    const text = `
      ${OPEN}
      2017 uasc | 12/12/2020
      2018 header | 2 | 15/06/2005
      2018 uasc | 12/12/2020`;
    expect(told(planned(text)).filter((line) => line.includes('uasc'))).toEqual([
      '2018-04-01T12:00:00Z uasc.started uasc: startedOn 2017-04-09',
      '2019-04-01T12:00:00Z uasc.ended uasc: endedOn 2020-12-12',
    ]);
  });

  test('rows without a header, and rows before the birth, are left out with their reason', () => {
    const { returns } = smallReturns(`
      2017 header | 2 | 15/06/2017
      2017 episodes | 31/05/2017 | S | C2 | U4 | 01/07/2017 | E8
      2017 episodes | 02/07/2017 | S | C2 | U4 | | 
      2017 reviews | 31/05/2017`);
    const { events, findings } = planChild(planning(returns), SUBJECT, returns, []);
    expect(told(events).filter((line) => !line.includes('2017-07-02'))).toEqual([]);
    expect(findings.map(({ origin, reason }) => `${origin.file}:${origin.line} ${reason}`)).toEqual([
      '2017-episodes.csv:3 DECOM lies before the month of birth',
      '2017-reviews.csv:5 REVIEW lies before the month of birth',
    ]);
    returns.forEach(({ header }) => header.clear());
    const alone = planChild(planning(returns), SUBJECT, returns, []);
    expect(alone.events).toEqual([]);
    expect(new Set(alone.findings.map(({ reason }) => reason))).toEqual(new Set(['no header file has the child']));
  });

  test('after a lost journal everything is said above whatever was said before', () => {
    const { returns } = smallReturns(ENDED);
    const first = planChild(planning(returns), SUBJECT, returns, []).events;
    const again = planChild(planning(returns, 3_000_000), SUBJECT, returns, []).events;
    expect(ids(again).some((id) => ids(first).includes(id))).toBe(false);
    expect(again.every(({ event }) => event.recordedtime === '2018-04-01T12:50:00Z')).toBe(true);
  });
});

describe('laws over random returns', () => {
  const day = fc.integer({ min: 0, max: 1800 }).map((offset) => new Date(Date.UTC(2016, 0, 1 + offset)));
  const written = (date: Date): string => date.toISOString().slice(0, 10).split('-').reverse().join('/');
  const episode = fc
    .record({
      year: fc.integer({ min: 2017, max: 2020 }),
      from: day,
      days: fc.option(fc.integer({ min: 0, max: 500 })),
      began: fc.constantFrom('S', 'P', 'L', 'T', 'B', 'U'),
      legalStatus: fc.constantFrom('C1', 'C2', 'E1', 'V3', 'V4'),
      place: fc.constantFrom('U4', 'K2', 'T1', 'A3', 'A4'),
      ceased: fc.constantFrom('X1', 'E8', 'E11', ''),
      post: fc.constantFrom('A1 1AA', 'B2 2BB'),
    })
    .map(({ year, from, days, began, legalStatus, place, ceased, post }) => {
      const to = days === null ? '' : written(new Date(from.getTime() + days * 86_400_000));
      return `${year} episodes | ${written(from)} | ${began} | ${legalStatus} | ${place} | ${to} | ${ceased} | | | ${post}`;
    });
  const chain = fc
    .tuple(fc.integer({ min: 2017, max: 2020 }), day, fc.array(fc.constantFrom('P', 'L', 'T'), { maxLength: 4 }))
    .map(([year, start, kinds]) =>
      ['S', ...kinds].map((kind, at) => {
        const from = new Date(start.getTime() + at * 30 * 86_400_000);
        const to = new Date(start.getTime() + (at + 1) * 30 * 86_400_000);
        const last = at === kinds.length;
        return `${year} episodes | ${written(from)} | ${kind} | C${1 + (at % 2)} | U4 | ${written(to)} | ${last ? 'E8' : 'X1'}`;
      }),
    );
  const review = fc
    .tuple(fc.integer({ min: 2017, max: 2020 }), day)
    .map(([year, on]) => `${year} reviews | ${written(on)}`);
  const uasc = fc.tuple(fc.integer({ min: 2017, max: 2020 }), day).map(([year, on]) => `${year} uasc | ${written(on)}`);
  const spell = fc
    .tuple(
      fc.constantFrom('missing | M', 'sw | SW1', 'sw | SW2'),
      fc.integer({ min: 2017, max: 2020 }),
      day,
      fc.boolean(),
    )
    .map(([table, year, on, ended]) => {
      const to = ended ? written(new Date(on.getTime() + 30 * 86_400_000)) : '';
      return `${year} ${table} | ${written(on)} | ${to}`;
    });
  const yearly = fc
    .tuple(
      fc.constantFrom('oc2 | 12 | | | 1 | 1 | 1', 'oc2 | | | | 0 | 0 | 0', 'oc3 | YES | F1 | K1', 'oc3 | NO | 0 | 0'),
      fc.integer({ min: 2017, max: 2020 }),
    )
    .map(([row, year]) => `${year} ${row}`);
  const match = fc
    .tuple(fc.integer({ min: 2017, max: 2020 }), day, fc.constantFrom('0', '1'))
    .map(([year, on, foster]) => `${year} ad1 | | ${written(on)} | ${foster}`);
  // A child in care, one whom OC2 asks for development checks, a care leaver.
  const headers = fc
    .constantFrom('15/06/2005', '15/06/2014', '15/06/2000')
    .map((born) => [2017, 2018, 2019, 2020].map((year) => `${year} header | 2 | ${born}`));
  const history = fc
    .tuple(
      headers,
      fc.array(episode, { maxLength: 6 }),
      fc.array(chain, { maxLength: 2 }),
      fc.array(fc.oneof(review, uasc, spell, yearly, match), { maxLength: 6 }),
    )
    .map(([described, loose, chains, others]) => [...described, ...loose, ...chains.flat(), ...others]);
  const returnsOf = (lines: readonly string[]): ChildReturns => smallReturns(lines.join('\n')).returns;

  const naturalKey = (line: string): string => {
    const [head = '', first = '', second = ''] = line.split('|').map((part) => part.trim());
    if (/uasc|header|oc2|oc3|ad1/.test(head)) return head;
    return head.includes('missing')
      ? `${head} ${second}`
      : head.includes('sw')
        ? `${head} ${first} ${second}`
        : `${head} ${first}`;
  };

  /** For every year, what stands of the events recorded up to it is what the returns up to it say. */
  function holdsTheReturns(returns: ChildReturns, events: readonly CaseEvent[]): void {
    const plan = planning(returns);
    const sound = withoutContradictions(returns).returns;
    for (const year of plan.years) {
      const known = events.filter(({ recordedtime = '' }) => recordedtime < `${year + 1}-04-02`);
      const says = factsAsOf(sound, { ...plan, year }).facts.filter(
        ({ type, data }) => type !== 'uasc.ended' || data.endedOn <= `${year + 3}-04-01`,
      );
      const expected = says.map(
        ({ entity, entityId, type, data }) => [`${entity} ${entityId} csc.${type}`, canonical(data)] as const,
      );
      expect([...standing(known)].sort()).toEqual([...expected].sort());
    }
  }

  test('the events of an import leave standing, year for year, what the returns say; all are valid, all ids differ', () => {
    fc.assert(
      fc.property(history, (lines) => {
        const returns = returnsOf(lines);
        const { events } = planChild(planning(returns), SUBJECT, returns, []);
        holdsTheReturns(
          returns,
          events.map(({ event }) => event),
        );
        expect(new Set(ids(events)).size).toBe(events.length);
        for (const { event } of events) expect(validateEvent(event, { now: NOW })).toEqual({ event });
        expect(planChild(planning(returns), SUBJECT, returns, events).events).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('the order of the rows changes nothing', () => {
    fc.assert(
      fc.property(
        history.chain((lines) => {
          const distinct = [...new Map(lines.map((line) => [naturalKey(line), line])).values()];
          return fc.tuple(fc.constant(distinct), fc.shuffledSubarray(distinct, { minLength: distinct.length }));
        }),
        ([lines, shuffled]) => {
          const events = planChild(planning(returnsOf(lines)), SUBJECT, returnsOf(lines), []).events;
          const others = planChild(planning(returnsOf(shuffled)), SUBJECT, returnsOf(shuffled), []).events;
          expect(ids(others)).toEqual(ids(events));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('years imported one after another, oldest first, make the events of one import of all', () => {
    fc.assert(
      fc.property(history, (lines) => {
        const all = returnsOf(lines);
        const atOnce = planChild(planning(all), SUBJECT, all, []).events;
        const made: VersionedEvent[] = [];
        const sofar: ChildReturns = new Map();
        for (const year of planning(all).years) {
          sofar.set(year, returnOf(all, year));
          made.push(...planChild(planning(sofar), SUBJECT, sofar, made).events);
        }
        expect(ids(made)).toEqual(ids(atOnce));
      }),
      { numRuns: 100 },
    );
  });

  test('years in any order, edited files, vanished rows: in the end the events hold what the last files say', () => {
    const edit = fc.record({ lines: history, years: fc.subarray([2017, 2018, 2019, 2020], { minLength: 1 }) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const held: ChildReturns = new Map();
        const made: VersionedEvent[] = [];
        for (const { lines, years } of edits) {
          const returns = returnsOf(lines);
          for (const year of years) {
            const inYear = returns.get(year);
            if (inYear !== undefined) held.set(year, inYear);
          }
          made.push(...planChild(planning(held), SUBJECT, held, made).events);
          holdsTheReturns(
            held,
            made.map(({ event }) => event),
          );
        }
        expect(new Set(ids(made)).size).toBe(made.length);
      }),
      { numRuns: 100 },
    );
  });
});
