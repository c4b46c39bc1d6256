import type { CaseEvent } from '@careledger/contract';
import { madeEvent } from './made-events';

/** When a completion of June is put right. */
export const LATER = '2021-03-03T12:00:00Z';

/** A referral and two assessments, a care period, early help for a third child; one completion is put right in March. */
export function casework(): CaseEvent[] {
  const ada = (at: string) => ({ child: 'ada-00000001', at });
  const ben = (at: string) => ({ child: 'ben-00000002', at });
  const cy = (at: string) => ({ child: 'cy-000000003', at });
  const events = [
    madeEvent('child.described', ada('2020-04-01T09:00:00Z'), {
      birthMonth: '2012-04',
      gender: 'F',
      ethnicity: 'WBRI',
      disabled: false,
    }),
    // Said of him later: what was posted as not known becomes what it is.
    madeEvent('early-help.started', cy('2020-05-05T09:00:00Z'), { id: 'h1', startedOn: '2020-05-05' }),
    madeEvent('child.described', cy('2020-07-06T09:00:00Z'), {
      birthMonth: '2015-01',
      gender: 'M',
      ethnicity: 'BCRB',
      disabled: true,
    }),
    madeEvent('referral.received', ada('2020-04-01T09:00:00Z'), { id: 'r1', receivedOn: '2020-04-01', source: '1A' }),
    madeEvent('assessment.started', ada('2020-04-02T09:00:00Z'), { id: 'a1', startedOn: '2020-04-01' }),
    madeEvent(
      'assessment.completed',
      { ...ada('2020-06-09T09:00:00Z'), id: 'ada-done' },
      { id: 'a1', completedOn: '2020-06-09' },
    ),
    madeEvent('assessment.started', ben('2020-10-01T09:00:00Z'), { id: 'b1', startedOn: '2020-10-01' }),
    madeEvent('assessment.completed', ben('2021-01-11T09:00:00Z'), { id: 'b1', completedOn: '2021-01-11' }),
    madeEvent('care.started', ben('2020-11-05T09:00:00Z'), { id: 'c1', startedOn: '2020-11-05', legalStatus: 'C2' }),
    madeEvent('allocation.started', ben('2020-11-06T09:00:00Z'), {
      id: 'w',
      startedOn: '2020-11-05',
      worker: 'w-1',
      qualified: true,
    }),
    madeEvent('allocation.started', ada('2020-11-06T09:00:00Z'), {
      id: 'w',
      startedOn: '2020-12-01',
      worker: 'w-1',
      qualified: true,
    }),
    madeEvent('allocation.started', ada('2020-11-06T09:05:00Z'), {
      id: 'x',
      startedOn: '2021-01-25',
      worker: 'w-2',
      qualified: true,
    }),
    madeEvent('missing.started', ben('2020-12-01T09:00:00Z'), { id: 'm1', startedAt: '2020-11-30T23:30:00Z' }),
    madeEvent('assessment.completed', { ...ada(LATER), id: 'ada-redone' }, { id: 'a1', completedOn: '2020-07-01' }),
  ];
  return events.sort((a, b) => ((a.recordedtime as string) < (b.recordedtime as string) ? -1 : 1));
}
