import { parseDay } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { entitiesOf } from '../../children/child-reader';
import { madeChild } from '../../testing/made-child';
import { madeEvent } from '../../testing/made-events';
import { doubtsOf } from './child-quality';
import { lanesOf } from './child-timeline';

const ADA = { child: 'ada-00000001', at: '2020-12-31T09:00:00Z' };
const TODAY = parseDay('2020-12-31');
const later = { ...ADA, at: '2020-12-31T10:00:00Z' };

/** The lanes of a record of these events. */
function lanes(...events: readonly CaseEvent[]) {
  const child = madeChild(...events);
  return lanesOf({ child, entities: entitiesOf(child) });
}

const care = madeEvent('care.started', ADA, { id: 'c', startedOn: '2020-11-05', legalStatus: 'C2' });
const placement = madeEvent('placement.started', ADA, { id: 'p', startedOn: '2020-11-05', type: 'U4' });
const ended = madeEvent('placement.ended', ADA, { id: 'p', endedOn: '2020-12-01' });
const visit = madeEvent('visit.completed', ADA, { id: 'v1', visitedOn: '2020-11-12', purpose: 'cla' });

describe('the lanes of a record', () => {
  it('have spells as bars with what their codes mean, and events as marks', () => {
    const drawn = lanes(care, placement, ended, visit);
    expect(drawn.map(({ label }) => label)).toEqual(['In care', 'Placement', 'Visits']);
    const [inCare, placed, visits] = drawn;
    expect(inCare?.spans).toMatchObject([{ from: parseDay('2020-11-05'), to: undefined }]);
    expect(inCare?.spans[0]?.labels.at(-1)).toBe('C2');
    expect(placed?.spans).toMatchObject([{ to: parseDay('2020-12-01') }]);
    expect(placed?.spans[0]?.labels[0]).toMatch(/^.+ \(U4\)$/);
    expect(placed?.spans[0]?.title).toContain('Placement, 5 November 2020 to 1 December 2020');
    expect(visits?.marks).toEqual([{ at: parseDay('2020-11-12'), look: 'done' }]);
  });

  it('show a care period in pieces where its legal status changed', () => {
    const changed = madeEvent('legal-status.changed', ADA, {
      id: 's',
      care: 'c',
      changedOn: '2020-12-01',
      legalStatus: 'E1',
    });
    const [inCare] = lanes(care, changed);
    const day = parseDay('2020-12-01');
    expect(inCare?.spans).toMatchObject([{ to: day }, { from: day, to: undefined }]);
    expect(inCare?.spans.map(({ labels }) => labels.at(-1))).toEqual(['C2', 'E1']);
  });

  it('tell what is booked and what was refused, and leave out what was taken back', () => {
    const booked = madeEvent('visit.planned', ADA, { id: 'v2', plannedOn: '2021-01-14', purpose: 'cla' });
    const refused = madeEvent('health-check.refused', ADA, { id: 'h', refusedOn: '2020-12-03', kind: 'dental' });
    const taken = madeEvent('record.retracted', later, { entity: 'visit', id: 'v1' });
    const drawn = lanes(care, visit, booked, refused, taken);
    expect(drawn.find(({ label }) => label === 'Visits')?.marks.map(({ look }) => look)).toEqual(['booked']);
    expect(drawn.find(({ label }) => label === 'Health')?.marks.map(({ look }) => look)).toEqual(['not-done']);
  });

  it('show an end whose beginning has not come as a mark, so that nothing is lost', () => {
    const [lane] = lanes(ended);
    expect(lane).toMatchObject({ label: 'Placement', spans: [], marks: [{ at: parseDay('2020-12-01') }] });
  });
});

describe('what is doubtful of a record', () => {
  it('is told by kind, as it is today', () => {
    const doubts = doubtsOf(madeChild(care, placement, ended), TODAY);
    expect(doubts.map(({ kind }) => kind.id)).toEqual(['no-placement', 'no-social-worker', 'no-birth-month']);
    expect(doubts[0]?.findings[0]?.says).toContain('no placement is recorded from 1 December 2020 on');
  });

  it('is nothing where nothing is', () => {
    const described = madeEvent('child.described', ADA, { birthMonth: '2012-04', gender: 'F' });
    expect(doubtsOf(madeChild(described), TODAY)).toEqual([]);
  });
});
