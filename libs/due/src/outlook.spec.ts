import { formatDay, parseDay } from '@careledger/calendar';
import { readWorkedExample } from '../../measures/src/testing/worked-examples';
import type { Measure } from '@careledger/measures';
import { Child } from '@careledger/record';
import type { DueKind } from './kinds';
import { dueItems } from './outlook';

/** A child of whom these events tell, written as in the catalogue's worked examples. */
function childOf(events: string): Child {
  const [line] = readWorkedExample({ id: 'due', worked: `Ada: ${events} => 2020-01-01 0` } as Measure);
  return Child.of('841', 'worked-example', line?.events ?? []);
}

/** What is due of a kind on a day: `due state days`. */
function due(events: string, kind: DueKind, today: string): string[] {
  return dueItems(childOf(events), parseDay(today))
    .filter((item) => item.kind === kind)
    .map(({ due, state, days }) => `${formatDay(due)} ${state} ${days}`);
}

const PLAN = 'cp-plan.started 2020-06-01';
const CARE = 'care.started 2020-06-01 legalStatus=C2 #c';
const PLACED = `${CARE}, placement.started 2020-06-01 type=U6`;

describe('what is due', () => {
  it.each<[string, DueKind, string, string, string[]]>([
    ['a visit after the plan starts', 'cp-visit', PLAN, '2020-06-12', ['2020-06-15 soon 3']],
    ['on the last day', 'cp-visit', PLAN, '2020-06-15', ['2020-06-15 soon 0']],
    ['a day later', 'cp-visit', PLAN, '2020-06-16', ['2020-06-15 overdue -1']],
    [
      'a visit after a visit',
      'cp-visit',
      `${PLAN}, visit.completed 2020-06-10 purpose=cp`,
      '2020-06-16',
      ['2020-06-24 soon 8'],
    ],
    [
      'not seen',
      'cp-visit',
      `${PLAN}, visit.completed 2020-06-10 purpose=cp seen=false`,
      '2020-06-16',
      ['2020-06-15 overdue -1'],
    ],
    ['no more when the plan has ended', 'cp-visit', `${PLAN}, cp-plan.ended 2020-06-16`, '2020-06-16', []],
    ['a first review', 'cp-review', PLAN, '2020-06-16', ['2020-09-01 later 77']],
    ['a later one', 'cp-review', `${PLAN}, cp-review.held 2020-08-20`, '2021-02-21', ['2021-02-20 overdue -1']],
    ['the first visit in care', 'cla-visit', PLACED, '2020-06-09', ['2020-06-08 overdue -1']],
    [
      'a visit on the day of the placement',
      'cla-visit',
      `${PLACED}, visit.completed 2020-06-01 purpose=cla`,
      '2020-06-09',
      ['2020-07-13 later 34'],
    ],
    ['without a placement', 'cla-visit', CARE, '2020-06-09', []],
    ['the first review in care', 'cla-review', CARE, '2020-06-30', ['2020-06-29 overdue -1']],
    ['an open assessment', 'assessment', 'assessment.started 2020-04-01', '2020-06-10', ['2020-06-09 overdue -1']],
    [
      'a completed assessment',
      'assessment',
      'assessment.started 2020-04-01, assessment.completed 2020-06-10',
      '2020-06-10',
      [],
    ],
    ['a referral', 'referral-decision', 'referral.received 2020-04-09', '2020-04-09', ['2020-04-14 soon 5']],
    ['a conference', 'initial-conference', 's47.started 2020-06-01', '2020-06-23', ['2020-06-22 overdue -1']],
    [
      'a conference that was held',
      'initial-conference',
      's47.started 2020-06-01, icpc.held 2020-06-20 strategyOn=2020-06-01',
      '2020-06-23',
      [],
    ],
    [
      'an enquiry that ended without one',
      'initial-conference',
      's47.started 2020-06-01, s47.completed 2020-06-10 outcome=no-further-action',
      '2020-06-23',
      [],
    ],
    [
      'an enquiry that is to come to one',
      'initial-conference',
      's47.started 2020-06-01, s47.completed 2020-06-10 outcome=conference',
      '2020-06-23',
      ['2020-06-22 overdue -1'],
    ],
    [
      'a child on a plan already',
      'initial-conference',
      'cp-plan.started 2020-05-31, s47.started 2020-06-01',
      '2020-06-23',
      [],
    ],
    [
      'a return interview',
      'return-interview',
      'missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z',
      '2020-06-15',
      ['2020-06-14 overdue -1'],
    ],
    [
      'a return interview after four weeks',
      'return-interview',
      'missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z',
      '2020-07-09',
      [],
    ],
    ['the form', 'initial-health-form', CARE, '2020-06-11', ['2020-06-10 overdue -1']],
    [
      'the form, with the assessment made',
      'initial-health-form',
      `${CARE}, health-check.completed 2020-06-05 kind=initial`,
      '2020-06-11',
      [],
    ],
    ['the initial assessment', 'initial-health-assessment', CARE, '2020-06-15', ['2020-06-29 soon 14']],
    ['a dental check', 'dental-check', CARE, '2021-06-01', ['2021-06-01 soon 0']],
    ['a dental check of last year', 'dental-check', CARE, '2022-05-01', ['2021-06-01 overdue -334']],
    [
      'a dental check after this year’s',
      'dental-check',
      `${CARE}, health-check.completed 2021-05-01 kind=dental`,
      '2021-06-02',
      ['2022-05-01 later 333'],
    ],
    [
      'a review of health after an initial assessment',
      'review-health-assessment',
      `child.described birthMonth=2010-01, ${CARE}, health-check.completed 2020-06-20 kind=initial`,
      '2021-06-20',
      ['2021-06-20 soon 0'],
    ],
  ])('%s', (_, kind, events, today, expected) => {
    expect(due(events, kind, today)).toEqual(expected);
  });
});

describe('what is booked', () => {
  const visit = (events: string, today: string) =>
    dueItems(childOf(`${PLAN}, ${events}`), parseDay(today))
      .filter(({ kind }) => kind === 'cp-visit')
      .map(({ booked, bookingPassed }) => [booked, bookingPassed].map((day) => day && formatDay(day)));

  it('is the next day ahead, for that purpose', () => {
    expect(
      visit('visit.planned 2020-06-14 purpose=cp #1, visit.planned 2020-06-12 purpose=cp #2', '2020-06-12'),
    ).toEqual([['2020-06-12', undefined]]);
    expect(visit('visit.planned 2020-06-14 purpose=cla', '2020-06-12')).toEqual([[undefined, undefined]]);
  });

  it('is a day that has passed, where nothing was recorded since', () => {
    expect(visit('visit.planned 2020-06-12 purpose=cp', '2020-06-16')).toEqual([[undefined, '2020-06-12']]);
  });

  it('is none where the visit took place under its id, whether the child was seen or not', () => {
    const met = 'visit.planned 2020-06-12 purpose=cp #v, visit.completed 2020-06-12 purpose=cp seen=false #v';
    expect(visit(met, '2020-06-16')).toEqual([[undefined, undefined]]);
  });

  it('is none for the next one, where it lies before the last visit', () => {
    const later = 'visit.planned 2020-06-12 purpose=cp #v, visit.completed 2020-06-15 purpose=cp #w';
    expect(visit(later, '2020-06-16')).toEqual([[undefined, undefined]]);
  });
});

describe('whose it is', () => {
  const whose = (events: string, today: string) =>
    dueItems(childOf(`${PLAN}, ${events}`), parseDay(today))
      .slice(0, 1)
      .map(({ worker, team }) => [worker, team]);

  it('is by the allocation that is in force on the day', () => {
    const moved =
      'allocation.started 2020-05-01 worker=w1 qualified=true team=north #1, allocation.ended 2020-06-10 #1, allocation.started 2020-06-10 worker=w2 qualified=false #2';
    expect(whose(moved, '2020-06-09')).toEqual([['w1', 'north']]);
    expect(whose(moved, '2020-06-10')).toEqual([['w2', undefined]]);
  });

  it('is a social worker’s before a personal adviser’s, and never a reviewing officer’s', () => {
    const adviser = 'allocation.started 2020-05-02 worker=pa qualified=false role=personal-adviser #2';
    const iro = 'allocation.started 2020-05-03 worker=iro qualified=true role=iro #3';
    expect(
      whose(`allocation.started 2020-05-01 worker=w1 qualified=true #1, ${adviser}, ${iro}`, '2020-06-09'),
    ).toEqual([['w1', undefined]]);
    expect(whose(`${adviser}, ${iro}`, '2020-06-09')).toEqual([['pa', undefined]]);
    expect(whose(iro, '2020-06-09')).toEqual([[undefined, undefined]]);
  });
});
