import { formatDay, parseDay } from '@careledger/calendar';
import type { CaseEvent, DataOf, EventType } from '@careledger/contract';
import { FOREVER, MEASURES } from '@careledger/measures';
import { madeChild } from '../testing/made-child';
import { madeEvent } from '../testing/made-events';
import { KINDS } from './kinds';
import {
  measuresAbout,
  NEED_AGE_IN_CARE,
  NEED_PLACEMENT,
  OF_CARE_LEAVERS,
  REST_ON_CONTACT,
} from './measures-concerned';
import { holdsOn, qualityOf } from './record-findings';

const event = <T extends EventType>(type: T, data: DataOf<T>, at = '2020-01-01T09:00:00Z') =>
  madeEvent(type, { child: 'ada-00000001', at }, data);

const born = (birthMonth: string) => event('child.described', { birthMonth, gender: 'F' });
const inCare = (startedOn: string, id = 'c1') => event('care.started', { id, startedOn, legalStatus: 'C2' });
const placed = (startedOn: string, more: Partial<DataOf<'placement.started'>> = {}) =>
  event('placement.started', { id: 'p1', startedOn, type: 'U6', distanceMiles: 3, insideAuthority: true, ...more });
const allocated = (startedOn: string) =>
  event('allocation.started', { id: 'w1', startedOn, worker: 'w-1', qualified: true });
const leaver = (startedOn: string) => event('care-leaver.started', { id: 'l1', startedOn, status: 'former-relevant' });
const contact = (contactedOn: string) =>
  event('care-leaver-contact.made', { id: contactedOn, contactedOn, activity: 'F2', suitable: true });

type Events = readonly CaseEvent[];

/** What lies beyond is of no concern here: every child in care will be 18 one day. */
const LAST = parseDay('2025-01-01');
const findingsOf = (events: Events) => qualityOf(madeChild(...events)).findings.filter(({ from }) => from < LAST);

/** What is found, each with its days: `no-placement 2020-01-01 to 2020-02-01`. */
const found = (...events: Events): string[] =>
  findingsOf(events).map(({ kind, from, to }) => {
    const days = from < 0 ? 'always' : `${formatDay(from)} to ${to === FOREVER ? 'ever' : formatDay(to)}`;
    return `${kind} ${days}`;
  });

/** The measures whose figures of that day, or of the periods that it ends, change with events. */
function changedBy(day: string, without: Events, added: CaseEvent): string[] {
  const to = parseDay(day);
  const contributions = (id: string, ...events: Events): string => {
    const measure = MEASURES.find((each) => each.id === id);
    const entries = measure?.contributions(madeChild(...events), { grain: 'rolling-12m', from: to - 364, to }) ?? [];
    return JSON.stringify(entries.map(({ numerator, denominator }) => [numerator, denominator]));
  };
  return MEASURES.map(({ id }) => id).filter(
    (id) => contributions(id, ...without) !== contributions(id, ...without, added),
  );
}

describe('what is doubtful about a record', () => {
  it('is nothing where all is there', () => {
    expect(found(born('2010-04'), inCare('2020-01-06'), placed('2020-01-06'), allocated('2020-01-06'))).toEqual([]);
    expect(
      qualityOf(madeChild(event('carer.approved', { id: 'k1', approvedOn: '2020-01-01', kind: 'adopter' }))),
    ).toEqual({ findings: [], groups: [] });
  });

  it('is a child in care without a placement, on the days without one', () => {
    const ended = event('placement.ended', { id: 'p1', endedOn: '2020-03-01' });
    expect(found(born('2010-04'), inCare('2020-01-06'), allocated('2020-01-06'), placed('2020-01-10'), ended)).toEqual([
      'no-placement 2020-01-06 to 2020-01-10',
      'no-placement 2020-03-01 to ever',
    ]);
  });

  it('is a child in care or on a plan without a social worker', () => {
    const plan = event('cp-plan.started', { id: 'cp', startedOn: '2020-02-01' });
    expect(found(born('2010-04'), plan)).toEqual(['no-social-worker 2020-02-01 to ever']);
    expect(found(born('2010-04'), inCare('2020-01-06'), placed('2020-01-06'), allocated('2020-01-08'))).toEqual([
      'no-social-worker 2020-01-06 to 2020-01-08',
    ]);
  });

  it('is a care leaver whom nobody has recorded a contact with for eight weeks', () => {
    // 56 days after 1 June is 27 July: contact on that day would have been in time.
    const all = [born('2001-01'), leaver('2020-03-02'), contact('2020-04-06'), contact('2020-06-01')];
    expect(found(...all)).toEqual(['stale-contact 2020-07-28 to 2023-01-01', 'stale-contact 2023-01-01 to ever']);
    const { findings } = qualityOf(madeChild(...all));
    expect(findings.map(({ says, measures }) => [says, measures.length])).toEqual([
      ['The last contact was on 1 June 2020.', 4],
      ['The last contact was on 1 June 2020.', 0], // 22 years old: in no measure any more
    ]);
    expect(qualityOf(madeChild(born('2001-01'), leaver('2020-03-02'))).findings[0]?.says).toBe(
      'No contact has been recorded.',
    );
  });

  it('is a child whose month of birth nobody has sent, with the measures that leave it out', () => {
    const all = [inCare('2018-01-08'), placed('2018-01-08'), allocated('2018-01-08')] as const;
    expect(found(...all)).toEqual(['no-birth-month 2018-01-08 to ever', 'no-birth-month always']);
    const [inCareFinding] = qualityOf(madeChild(...all)).findings;
    // Checked against the measures themselves, of a child of 3 and of one of 12.
    const day = '2021-03-31';
    const changed = new Set(['2017-08', '2008-08'].flatMap((month) => changedBy(day, all, born(month))));
    for (const id of changed) expect(inCareFinding?.measures).toContain(id);
    expect(changed.size).toBeGreaterThan(6);
  });

  it('is a care leaver without a month of birth, with the measures of care leavers', () => {
    const all = [leaver('2020-03-02'), contact('2021-03-01')];
    const changed = changedBy('2021-03-31', all, born('2001-01'));
    expect(changed.length).toBeGreaterThan(3);
    for (const id of changed) expect(OF_CARE_LEAVERS).toContain(id);
    expect(REST_ON_CONTACT.every((id) => OF_CARE_LEAVERS.includes(id))).toBe(true);
  });

  it('names the measures that a placement is needed for', () => {
    const visit = event('visit.completed', { id: 'v1', visitedOn: '2021-03-01', purpose: 'cla' });
    const all = [born('2015-01'), inCare('2020-01-06'), allocated('2020-01-06'), visit];
    const changed = changedBy('2021-03-31', all, placed('2020-01-06', { type: 'A3' }));
    expect(changed.filter((id) => !NEED_PLACEMENT.includes(id))).toEqual([]);
    expect(changed).toContain('cla-visits-up-to-date');
  });

  it('is a placement without a distance, or not known to be inside the authority', () => {
    const all = [born('2010-04'), inCare('2020-01-06'), allocated('2020-01-06')];
    const { distanceMiles: _, ...without } = placed('2020-01-06').data as DataOf<'placement.started'>;
    expect(found(...all, event('placement.started', without))).toEqual(['no-distance 2020-01-06 to ever']);
  });

  it('is somebody in care after the month of the 18th birthday', () => {
    const all = [inCare('2019-01-07'), placed('2019-01-07'), allocated('2019-01-07')];
    expect(found(born('2002-04'), ...all)).toEqual(['in-care-past-18 2020-05-01 to ever']);
  });

  it('is what has been open for too long', () => {
    const assessment = event('assessment.started', { id: 'a1', startedOn: '2019-05-01' });
    const done = event('assessment.completed', { id: 'a1', completedOn: '2020-06-01' });
    const referral = event('referral.received', { id: 'r1', receivedOn: '2019-05-01', leadChild: true });
    const missing = event('missing.started', { id: 'm1', startedAt: '2019-05-01T22:00:00Z' });
    expect(found(born('2010-04'), assessment, done, referral, missing)).toEqual([
      'never-ended 2020-05-01 to 2020-06-01',
      'never-ended 2019-08-01 to 2021-05-01',
      'never-ended 2019-05-31 to ever',
    ]);
  });

  it('is what the contract names as a fault, and what overlaps', () => {
    const end = event('care.ended', { id: 'c2', endedOn: '2019-01-01' });
    const all = [born('2010-04'), inCare('2019-02-04'), inCare('2019-03-04', 'c2'), end];
    const findings = findingsOf([...all, placed('2019-02-04'), allocated('2019-02-04')]);
    expect(findings.map(({ kind, entity }) => [kind, entity?.id])).toEqual([
      ['end-before-start', 'c2'],
      ['overlapping', 'c2'],
    ]);
    expect(findings[0]?.measures).toContain('cla-ended');
  });

  it('is a referral or an enquiry that does not say which child is the lead child, for a year', () => {
    const done = event('referral.completed', { id: 'r1', completedOn: '2020-01-07' });
    const referral = event('referral.received', { id: 'r1', receivedOn: '2020-01-06' });
    const enquiry = event('s47.started', { id: 's1', startedOn: '2020-01-08', leadChild: false });
    expect(found(born('2010-04'), referral, done, enquiry)).toEqual(['no-lead-child 2020-01-06 to 2021-01-06']);
  });
});

describe('the groups of a record', () => {
  it('are those that a child belongs to on a day', () => {
    const { groups } = qualityOf(madeChild(born('2010-04'), inCare('2020-01-06'), placed('2020-02-03')));
    const on = (day: string) => groups.filter(([, spans]) => holdsOn(spans, parseDay(day))).map(([group]) => group);
    expect(on('2020-01-31')).toEqual(['children', 'in-care', 'supervised']);
    expect(on('2020-02-03')).toEqual(['children', 'in-care', 'placed', 'supervised']);
  });
});

describe('the measures that are concerned', () => {
  it('are all measures of the catalogue', () => {
    const ids = new Set(MEASURES.map(({ id }) => id));
    const named = [...NEED_AGE_IN_CARE, ...NEED_PLACEMENT, ...OF_CARE_LEAVERS, ...measuresAbout('assessment')];
    for (const id of named) expect(ids).toContain(id);
    expect(measuresAbout('assessment')).toEqual([
      'assessments-completed',
      'assessments-45wd',
      'assessments-open-over-45wd',
    ]);
  });

  it('leave no kind of finding without words', () => {
    for (const { have, has, effect, putRight } of KINDS) {
      expect([have, has, effect, putRight].every((words) => words.length > 10)).toBe(true);
    }
  });
});
