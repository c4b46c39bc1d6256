import { parseDay } from '@careledger/calendar';
import { measureNamed, type Contribution } from '@careledger/measures';
import type { Child } from '@careledger/record';
import { madeChild } from '../../testing/made-child';
import { madeEvent } from '../../testing/made-events';
import * as facts from './record-facts';

const ADA = { child: 'ada-00000001', at: '2020-12-31T09:00:00Z' };
const ON = parseDay('2020-12-31');

const born = (birthMonth: string) => madeEvent('child.described', ADA, { birthMonth, gender: 'F' });
const inCareSince = (startedOn: string) => madeEvent('care.started', ADA, { id: 'c', startedOn, legalStatus: 'C2' });
const placed = (data: { distanceMiles?: number; insideAuthority?: boolean } = {}) =>
  madeEvent('placement.started', ADA, { id: 'p', startedOn: '2020-11-05', type: 'U4', ...data });

/** What the child counts for in a measure in December 2020, or in another month. */
function entryIn(measure: string, child: Child, from = '2020-12-01', to = '2020-12-31'): Contribution {
  const period = { grain: 'month', from: parseDay(from), to: parseDay(to) } as const;
  const [entry] = measureNamed(measure)?.contributions(child, period) ?? [];
  if (entry === undefined) throw new Error(`the child counts for nothing in ${measure}`);
  return entry;
}

/** A fact of a child on 31 December 2020, who counts in that measure. */
const said = (fact: facts.Fact, child: Child, measure = 'cla', month: readonly [string?, string?] = []): string =>
  fact(child, ON, entryIn(measure, child, ...month));

describe('what a record says of whom a figure leaves out', () => {
  it('since when in care, and how old', () => {
    const child = madeChild(inCareSince('2020-11-05'), born('2008-06'));
    expect(said(facts.careSince, child)).toBe('In care since 5 November 2020');
    expect(said(facts.ageThen, child)).toBe('Aged 12');
    expect(said(facts.ageThen, madeChild(inCareSince('2020-11-05')))).toBe('Month of birth not known');
  });

  it('where placed, and what of it is not recorded', () => {
    const inCare = inCareSince('2020-11-05');
    expect(said(facts.placedHowFar, madeChild(inCare))).toBe('No placement recorded');
    expect(said(facts.placedSince, madeChild(inCare, placed()))).toBe('Placed since 5 November 2020');
    expect(said(facts.placedHowFar, madeChild(inCare, placed()))).toBe(
      'Placed since 5 November 2020: no distance recorded, not known whether inside the authority',
    );
    expect(said(facts.placedHowFar, madeChild(inCare, placed({ distanceMiles: 30, insideAuthority: false })))).toBe(
      'Placed since 5 November 2020: 30 miles from home, outside',
    );
  });

  it('the last check by the day, and none of after it', () => {
    const check = (id: string, checkedOn: string) =>
      madeEvent('health-check.completed', ADA, { id, checkedOn, kind: 'dental' });
    const child = madeChild(inCareSince('2020-01-06'), check('d1', '2020-05-04'), check('d2', '2021-01-04'));
    expect(said(facts.lastDentalCheck, child)).toBe('Last dental check: 4 May 2020');
    expect(said(facts.lastReviewAssessment, child)).toBe('No review health assessment recorded');
  });

  it('whether the referral of the entry was completed by the day, not another', () => {
    const referral = (id: string, receivedOn: string) => madeEvent('referral.received', ADA, { id, receivedOn });
    const child = madeChild(
      referral('r1', '2020-10-01'),
      madeEvent('referral.completed', ADA, { id: 'r1', completedOn: '2020-10-02', outcome: 'assessment' }),
      referral('r2', '2020-12-30'),
      madeEvent(
        'referral.completed',
        { ...ADA, at: '2021-01-04T09:00:00Z' },
        { id: 'r2', completedOn: '2021-01-04', outcome: 'assessment' },
      ),
    );
    expect(said(facts.referralCompleted, child, 'referrals-received')).toBe('Not completed by 31 December 2020');
    const october = ['2020-10-01', '2020-10-31'] as const;
    expect(said(facts.referralCompleted, child, 'referrals-received', october)).toBe('Completed on 2 October 2020');
    expect(said(facts.leadOfForm, child, 'referrals-received')).toBe('Not said whether the lead child');
  });

  it('when the working days of a care period were over, and that it had ended', () => {
    const child = madeChild(inCareSince('2020-12-01'));
    expect(said(facts.careLasted(20), child, 'cla-started')).toBe('20 working days were over on 31 December 2020');
    const left = madeChild(
      inCareSince('2020-12-01'),
      madeEvent('care.ended', ADA, { id: 'c', endedOn: '2020-12-08', reason: 'E4A' }),
    );
    expect(said(facts.careLasted(20), left, 'cla-started')).toBe(
      '20 working days were over on 31 December 2020; care ended on 8 December 2020',
    );
  });

  it('that nobody returned, or that the child was not in care that day', () => {
    const missing = madeEvent('missing.started', ADA, { id: 'm', startedAt: '2020-12-02T20:00:00Z' });
    const child = madeChild(missing);
    expect(said(facts.episodeEnded, child, 'missing-episodes')).toBe('No return recorded by 31 December 2020');
    expect(said(facts.careThen, child, 'missing-episodes')).toBe('Not in care on 2 December 2020');
  });
});
