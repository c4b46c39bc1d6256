import { makeEvidence, runAudit, verifyEvidence, type AuditResult, type EvidenceFiles } from '@careledger/audit';
import { parseDay, parseMonth, type Instant } from '@careledger/calendar';
import { NEWEST } from '@careledger/measures';
import { doneAudit } from '../../../libs/audit/src/testing/done-audit';
import { inThisProcess } from '../../../libs/audit/src/testing/in-this-process';
import { NEXT_BUT_ONE, NEXT_RULEBOOK, WITH_THE_NEXT } from '../../../libs/measures/src/testing/next-rulebooks';
import { sampleHistory } from '../../../test/histories';
import { PlayedLog } from '../../projector/src/testing/played-log';

jest.setTimeout(120_000);

const ADA = 'child-ada-0001';
const BEN = 'child-ben-0002';
const [OLD, NEW, NEWER] = [NEWEST.version, NEXT_RULEBOOK.version, NEXT_BUT_ONE.version];

describe('an audit of a ledger in which new rulebooks came into force', () => {
  let played: PlayedLog;

  beforeEach(async () => {
    played = await PlayedLog.open(WITH_THE_NEXT);
  });
  afterEach(() => played.close());

  /** An assessment of 43 working days: in time by the old rulebook, late by the new one. */
  async function assessed(subject: string, id: string): Promise<void> {
    await played.event('assessment.started', subject, { id, startedOn: '2020-04-01' }, `${subject}/${id}`);
    await played.event('assessment.completed', subject, { id, completedOn: '2020-06-05' }, `${subject}/${id}/end`);
  }

  /** The instant of the last that the log has. */
  async function now(): Promise<Instant> {
    const { rows } = await played.pool.query<{ last: Instant }>('SELECT max(appended_at) AS last FROM event');
    return rows[0]?.last ?? 0;
  }

  function audit(knownAt: Instant, eventsASlice?: number): Promise<AuditResult> {
    const [from, to] = [parseMonth('2020-04'), parseMonth('2021-03')];
    return runAudit(
      { authority: '841', from, to, knownAt, today: parseDay('2021-04-30'), sample: { size: 3, seed: 'x' } },
      {
        pool: played.pool,
        databaseUrl: played.databaseUrl,
        populations: { made: undefined, populations: [] },
        isFinalAt: () => Promise.resolve(() => Promise.resolve(true)),
        compareTopic: undefined,
        onProgress: () => undefined,
        signal: new AbortController().signal,
        startWorkers: inThisProcess(WITH_THE_NEXT),
        ...(eventsASlice !== undefined && { eventsASlice }),
      },
    );
  }

  /** The evidence of an audit, as a program makes it that knows all of these rulebooks. */
  function evidenceOf({ summary }: AuditResult): EvidenceFiles {
    const subject = doneAudit();
    return makeEvidence({ ...subject, audit: { ...subject.audit, summary }, rulebooks: WITH_THE_NEXT }).files;
  }

  interface Definitions {
    readonly rulebook: number;
    readonly measures: readonly { readonly id: string; readonly definition: string }[];
  }

  function definitionIn(files: EvidenceFiles, measure: string): string {
    const { rulebook, measures } = JSON.parse(String(files.get('definitions.json'))) as Definitions;
    return `${rulebook}: ${measures.find(({ id }) => id === measure)?.definition ?? 'none'}`;
  }

  const inTime = ({ summary }: AuditResult) =>
    summary.figures.find(
      ({ measure, grain, by }) => measure === 'assessments-45wd' && grain === 'quarter' && by === '',
    );

  it('is equal as known before and after, by the rulebook that was in force then', async () => {
    await assessed(ADA, 'a1');
    await assessed(BEN, 'a1');
    await played.project();
    const before = await now();
    await played.activate(NEW);
    await played.project();
    await assessed(BEN, 'a2');
    await played.project();

    const asBefore = await audit(before);
    expect(asBefore.summary).toMatchObject({ isEqual: true, versions: { rulebook: OLD }, children: { inScope: 2 } });
    expect(inTime(asBefore)).toMatchObject({ numerator: 2, denominator: 2 });
    const asAfter = await audit(await now());
    expect(asAfter.summary).toMatchObject({ isEqual: true, versions: { rulebook: NEW }, children: { inScope: 2 } });
    expect(inTime(asAfter)).toMatchObject({ numerator: 0, denominator: 3 });

    // The evidence of each says what the measure counted by the rulebook of its figures, and stands by itself.
    await played.activate(NEWER);
    await played.project();
    const evidence = [asBefore, asAfter, await audit(await now())].map(evidenceOf);
    expect(evidence.map((files) => definitionIn(files, 'assessments-45wd'))).toEqual([
      expect.stringMatching(new RegExp(`^${OLD}: .*45`)),
      expect.stringMatching(new RegExp(`^${NEW}: .*40`)),
      expect.stringMatching(new RegExp(`^${NEWER}: `)),
    ]);
    expect(evidence.map((files) => definitionIn(files, 'assessments-started'))).toEqual([
      `${OLD}: none`,
      `${NEW}: none`,
      expect.stringMatching(new RegExp(`^${NEWER}: Each assessment`)),
    ]);
    for (const files of evidence) {
      const { checks } = verifyEvidence(files);
      expect(checks.flatMap(({ wrong }) => wrong)).toEqual([]);
    }
  });

  it('tells the posting that a new rulebook should have made and the ledger lacks', async () => {
    await assessed(ADA, 'a1');
    await played.project();
    const activation = await played.activate(NEW);
    await played.project();
    await played.pool.query('DELETE FROM posting WHERE cause = $1', [activation]);
    const { summary, differences } = await audit(await now());
    expect(summary.isEqual).toBe(false);
    expect(differences).toMatchObject([
      { subject: ADA, measure: 'assessments-45wd', postings: [{ number: null, cause: activation, numerator: -1 }] },
    ]);
  });

  it('is equal with many children, some parked and some erased, at every stage and in slices', async () => {
    const history = sampleHistory(5, 8, 2);
    const stages: Instant[] = [];
    let clock = 0;
    for (const [place, { appendedAt, event }] of history.entries()) {
      clock = played.setClock(appendedAt);
      await played.take(event);
      if (place === Math.floor(history.length / 3)) await played.activate(NEW);
      if (place === Math.floor(history.length / 2)) {
        played.faulty.add('parked-2');
        await played.event('referral.received', ADA, { id: 'r1', receivedOn: '2020-06-01' }, 'parked-1');
        await played.event('referral.received', ADA, { id: 'r2', receivedOn: '2020-06-02' }, 'parked-2');
      }
      if (place === Math.floor((2 * history.length) / 3)) await played.activate(NEWER);
      if (place % Math.ceil(history.length / 2) === 0) stages.push(clock);
    }
    await played.project(61);
    stages.push(clock);
    const [child] = (await played.children()) as [{ child: number; subject: string }];
    const earlier = [];
    for (const stage of stages) earlier.push((await audit(stage)).summary);
    expect(earlier.map(({ isEqual, versions }) => [isEqual, versions.rulebook])).toContainEqual([true, OLD]);
    played.setClock(clock + 1_000_000);
    await played.erase(child.subject, child.child);
    await played.project();
    for (const [place, stage] of stages.entries()) {
      const { summary } = await audit(stage, 40);
      const before = earlier[place];
      expect(before?.isEqual).toBe(true);
      expect(summary).toMatchObject({
        isEqual: true,
        digest: before?.digest,
        events: { inScope: before?.events.inScope },
      });
      expect(summary.figures).toEqual(before?.figures);
      expect(summary.children).toMatchObject({ erased: 1, inScope: before?.children.inScope });
    }
    expect((await audit(await now(), 40)).summary).toMatchObject({ isEqual: true, versions: { rulebook: NEWER } });
  });
});
