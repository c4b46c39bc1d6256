import { parseInstant, parseMonth } from '@careledger/calendar';
import { digestOfAll, type PartitionDigest } from '../digest-partition';
import type { EvidenceSubject } from '../evidence/subject';
import type { AuditedFigure } from '../figures';

const figure = (over: Partial<AuditedFigure>): AuditedFigure => ({
  measure: 'referrals-received',
  grain: 'month',
  by: '',
  key: '',
  period: '2020-12',
  from: '2020-12-01',
  to: '2020-12-31',
  numerator: 3,
  denominator: null,
  value: 3,
  rate: null,
  ...over,
});

const partition: PartitionDigest = { partition: 0, events: 12, first: 0, last: 17, sha256: 'ab'.repeat(32) };

/** An audit that found nothing wrong, of some figures: what evidence is made of. */
export function doneAudit(): EvidenceSubject {
  const instant = parseInstant('2021-01-15T12:00:00Z');
  return {
    audit: {
      id: '3f0f5b1e-6a52-4b0e-9d0c-0d6e3c7f2a11',
      authority: '841',
      from: parseMonth('2020-10'),
      to: parseMonth('2020-12'),
      knownAt: instant,
      sample: { size: 2, seed: '<seven>' },
      askedBy: 'auditor@example.org',
      askedAt: instant,
      state: 'done',
      startedAt: instant,
      endedAt: instant,
      stage: '',
      eventsDone: 12,
      eventsTotal: 12,
      problem: null,
      isEqual: true,
      summary: {
        isEqual: true,
        isFinal: true,
        today: '2021-01-15',
        partitions: [{ ...partition, nextOffset: 20, nextPosting: 40, logEnd: 20, chainHead: 'cd'.repeat(32) }],
        digest: digestOfAll([partition]),
        events: { inScope: 12, erased: 0, changed: [] },
        children: { inScope: 4, parked: 0, parkedApplicable: 0, erased: 0, faulty: 0 },
        postings: 30,
        entries: {
          compared: 9,
          different: 0,
          erased: 0,
          accounts: [
            { measure: 'assessments-45wd', stream: 'flow', compared: 4, different: 0 },
            { measure: 'referrals-received', stream: 'flow', compared: 5, different: 0 },
          ],
          months: [],
        },
        figures: [
          figure({ period: '2020-10', numerator: 1, value: 1 }),
          figure({ period: '2020-11', numerator: 2, value: 2 }),
          figure({}),
          figure({ grain: 'quarter', numerator: 6, value: 6 }),
          figure({ measure: 'assessments-45wd', numerator: 2, denominator: 3, value: 200 / 3 }),
        ],
        figuresDiffer: [],
        balances: { compared: 7, different: 0, differences: [] },
        topic: null,
        versions: { program: '0.1.0', commit: null, rulebook: 3, bankHolidays: 1, node: 'v20', postgres: '18' },
        seconds: 1,
      },
    },
    sample: [{ results: [] }, { results: [{ result: 'agrees', note: '', recordedBy: 'a', recordedAt: instant }] }],
    populations: [],
    targets: [],
    notice: null,
  };
}
