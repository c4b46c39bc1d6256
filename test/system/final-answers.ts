import { formatInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { positionText } from '@careledger/figures';
import { GRAINS, measureNamed, MEASURES, type Grain, type Measure } from '@careledger/measures';
import { sampleHistory, withRecordedTimes } from '../histories';
import { Chance } from '../laws/chance';
import { caughtUp, get, postEvents, read } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { RunningSystem, type Environment } from '../support/running-system';

const SEED = Number(process.env['LAWS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** How many of the kept answers are looked into. */
const MOST = 100;
/** Between two questions of a reader: a run is to take seconds. */
const PAUSE_MS = 25;
const TODAY = '2021-12-31';
const MONTHS = ['2019-06', '2020-03', '2020-06', '2020-09', '2020-12', '2021-03', '2021-06', '2021-09', '2021-12'];

interface Figure {
  readonly numerator: number;
  readonly denominator: number | null;
}
interface Answer {
  readonly final?: boolean;
  readonly position: Readonly<Record<string, number>>;
  readonly points?: readonly (Figure & { readonly period: string })[];
}
interface Restated {
  readonly then: Figure;
  readonly now: Figure;
  readonly difference: Figure;
  readonly causes: readonly (Figure & { readonly kind: string; readonly postings: number })[];
  readonly addsUp: boolean;
  readonly restatements: readonly (Figure & { readonly kind: string })[];
}

/** An answer that said that it was final. */
interface Kept {
  readonly path: string;
  readonly text: string;
  readonly answer: Answer;
  readonly knownAt: string;
  /** Of a series: which figures they were. */
  readonly asked?: { readonly measure: Measure; readonly authority: string; readonly grain: Grain };
}

/**
 * Sends a history piece by piece: most as it comes, late and corrected and retracted. Of every third child it is loaded as
 * history, so that it reaches behind what has been asked by then; now and then one of these goes on live.
 */
async function write(address: string, events: readonly CaseEvent[], chance: Chance): Promise<void> {
  const children = [...new Set(events.map(childOf))];
  const loaded = new Set(children.filter((_, place) => place % 3 === 0));
  for (let at = 0; at < events.length;) {
    const piece = events.slice(at, (at += 1 + chance.below(12)));
    const live = (event: CaseEvent): boolean => !loaded.has(childOf(event)) || chance.below(40) === 0;
    const now = piece.filter(live);
    const then = piece.filter((event) => !now.includes(event));
    if (now.length > 0) await postEvents(address, now);
    if (then.length > 0) await postEvents(address, then, { historical: true });
  }
}

const childOf = ({ authority, subject }: CaseEvent): string => `${authority}:${subject}`;

/** A contact that is in the figures of June 2020. */
function contactInJune(subject: string): CaseEvent {
  return {
    specversion: '1.0',
    id: `${subject}.contact`,
    source: '/test/case-system',
    type: 'csc.contact.received',
    subject,
    authority: '841',
    recordedtime: '2020-06-20T09:00:00Z',
    data: { id: `${subject}.contact`, receivedOn: '2020-06-15' },
  };
}

/** A final answer about June 2020 as known now, of one contact at least. */
async function firstAnswer(address: string): Promise<Kept> {
  await send(address, 'child-before-0001');
  await caughtUp(address);
  const measure = measureNamed('contacts-received') as Measure;
  const knownAt = formatInstant(Date.now() * 1000);
  const path = `/v1/measures/${measure.id}/series?authority=841&grain=month&from=2020-06&to=2020-06&knownAt=${knownAt}`;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const { status, text } = await ask(address, path);
    if (status !== 200) continue; // the log's clock is not as far yet
    const answer = JSON.parse(text) as Answer;
    if (answer.final === true)
      return { path, text, answer, knownAt, asked: { measure, authority: '841', grain: 'month' } };
  }
}

/** What changes the first answer for certain: a contact that comes late, and one that is loaded as history. */
async function changeFirstAnswer(address: string): Promise<void> {
  await send(address, 'child-late-000001');
  await send(address, 'child-loaded-0001', true);
}

async function send(address: string, subject: string, historical = false): Promise<void> {
  const { body } = await postEvents(address, [contactInJune(subject)], { historical });
  expect(body).toMatchObject({ accepted: 1, rejected: [] });
}

/** Asks at random instants, over and over, and keeps what was final. */
class Reader {
  readonly kept: Kept[] = [];

  constructor(
    private readonly address: string,
    private readonly children: readonly { readonly authority: string; readonly subject: string }[],
    private readonly chance: Chance,
    private readonly begun: number,
  ) {}

  async ask(): Promise<void> {
    const { chance } = this;
    const instant = this.begun + chance.below(Date.now() - this.begun + 1);
    // Most between the first event and now; some long ago, where only what is loaded as history is known.
    const knownAt = chance.below(4) === 0 ? `${chance.oneOf(MONTHS)}-15T12:00:00Z` : formatInstant(instant * 1000);
    const { path, asked } = this.question();
    const separator = path.includes('?') ? '&' : '?';
    const full = `${path}${separator}knownAt=${knownAt}${chance.below(4) === 0 ? '&asShown=true' : ''}`;
    const { status, text } = await ask(this.address, full);
    if (status !== 200) return; // nothing was known of the child then, or the period had not begun
    const answer = JSON.parse(text) as Answer;
    if (answer.final !== true) return;
    this.kept.push({ path: full, text, answer, knownAt, ...(asked !== undefined && { asked }) });
  }

  private question(): Pick<Kept, 'path' | 'asked'> {
    const { chance } = this;
    const { authority, subject } = chance.oneOf(this.children);
    const measure = chance.oneOf(MEASURES);
    const grain = chance.oneOf(GRAINS);
    switch (chance.below(4)) {
      case 0:
        return { path: `/v1/children/${authority}/${subject}` };
      case 1: {
        const period = grain === 'year' ? '2021-03' : chance.oneOf(MONTHS);
        return {
          path: `/v1/measures/${measure.id}/entries?authority=${authority}&grain=${grain}&period=${period}&limit=1000`,
        };
      }
      default: {
        const by =
          chance.below(2) === 0 && measure.breakdowns.length > 0 ? `&by=${chance.oneOf(measure.breakdowns)}` : '';
        const path = `/v1/measures/${measure.id}/series?authority=${authority}&grain=${grain}&from=2019-06&to=2021-12${by}`;
        return { path, asked: { measure, authority, grain } };
      }
    }
  }
}

async function ask(address: string, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${address}${path}`);
  return { status: response.status, text: await response.text() };
}

/** Who may see the record is settled today, and is no part of what was known. */
const withoutSeal = (text: string): string => text.replace(/"seal":(null|\{[^}]*\})/, '"seal":…');

/** What a run's chances begin with; LAWS_SEED repeats one. */
export const FINAL_ANSWERS_SEED = SEED;

/**
 * The law of final answers: an answer that says that it is final never changes at its position, while events arrive late, are
 * corrected, and are loaded as history.
 * @param children of the history
 * @param environment what the program is started with beside what is usual
 */
export function lawOfFinalAnswers(children: number, environment: () => Environment = () => ({})): void {
  let folder: DataFolder;
  let system: RunningSystem;
  /** It is changed by a late event and by a historical load, whatever chance makes of the others. */
  let first: Kept;
  const kept: Kept[] = [];
  const chance = new Chance(SEED);

  beforeAll(async () => {
    folder = DataFolder.make();
    system = await RunningSystem.start(folder, { TODAY, ...environment() });
    const { address } = system;
    first = await firstAnswer(address);
    const events = withRecordedTimes(sampleHistory(SEED, children, 3)).map(({ event }) => event);
    const known = [...new Map(events.map((event) => [childOf(event), event])).values()];
    const begun = Date.now();
    const readers = [1, 2].map((each) => new Reader(address, known, new Chance(SEED + each), begun));
    let writing = true;
    const written = write(address, events, chance).finally(() => (writing = false));
    const reading = readers.map(async (reader) => {
      while (writing || reader.kept.length < 40) {
        await reader.ask();
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    });
    await Promise.all([written, ...reading]);
    await changeFirstAnswer(address);
    await caughtUp(address);
    kept.push(first, ...readers.flatMap((reader) => reader.kept));
  });
  afterAll(async () => {
    await system.stop();
    await folder.remove();
  });

  it('are given again to the byte at their position, whatever has come since', async () => {
    expect(kept.length).toBeGreaterThan(60);
    for (const { path, text, answer } of kept) {
      const again = await ask(system.address, `${path}&position=${positionText(answer.position)}`);
      expect([path, again.status, withoutSeal(again.text)]).toEqual([path, 200, withoutSeal(text)]);
    }
  });

  it('differ at the present position by what was loaded as history alone, which is told', async () => {
    const { address } = system;
    let differing = 0;
    for (const { path, answer, knownAt, asked } of [first, ...chance.some(MOST, kept)]) {
      const { position } = answer;
      const now = JSON.parse((await ask(address, path)).text) as Answer;
      if (asked === undefined || path.includes('asShown')) continue;
      const isSame = JSON.stringify(answer.points) === JSON.stringify(now.points);
      const points = (answer.points ?? []).filter((_, place) => (isSame ? place === 0 : true));
      for (const point of points) {
        const figure = `authority=${asked.authority}&grain=${asked.grain}&period=${point.period}`;
        const since = `since=${knownAt}&sincePosition=${positionText(position)}&limit=1000`;
        const path_ = `/v1/measures/${asked.measure.id}/restatements?${figure}&${since}`;
        const loaded = await read<Restated>(address, `${path_}&knownAt=${knownAt}`);
        expect([path_, loaded.then, loaded.addsUp]).toMatchObject([path_, figureIn(point), true]);
        expect(loaded.causes.filter(({ kind }) => kind !== 'historical-load')).toEqual([]);
        if (isSame) expect(loaded.difference).toMatchObject(nothing(point));
        else differing++;
      }
    }
    expect(differing).toBeGreaterThan(0);
  });

  it('are restated by postings of known kinds, which add up to the difference', async () => {
    const { address } = system;
    const seen = new Set<string>();
    for (const { answer, knownAt, asked } of [first, ...chance.some(MOST, kept)]) {
      if (asked === undefined || answer.points === undefined || answer.points.length === 0) continue;
      const { measure, authority, grain } = asked;
      const { period } = chance.oneOf(answer.points);
      const since = `since=${knownAt}&sincePosition=${positionText(answer.position)}&limit=1000`;
      const path = `/v1/measures/${measure.id}/restatements?authority=${authority}&grain=${grain}&period=${period}&${since}`;
      const told = await read<Restated>(address, path);
      const sum = (of: 'numerator' | 'denominator', some: readonly Figure[]) =>
        some.reduce((total, one) => total + (one[of] ?? 0), 0);
      expect([path, told.addsUp, told.now.numerator - told.then.numerator]).toEqual([
        path,
        true,
        sum('numerator', told.causes),
      ]);
      expect(sum('denominator', told.causes)).toBe((told.now.denominator ?? 0) - (told.then.denominator ?? 0));
      for (const { kind, postings, numerator } of told.causes) {
        seen.add(kind);
        const listed = told.restatements.filter((one) => one.kind === kind);
        expect([path, kind, listed.length, sum('numerator', listed)]).toEqual([path, kind, postings, numerator]);
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(['late-event', 'historical-load']));
  });

  it('are never given ahead of the log', async () => {
    const far = formatInstant((Date.now() + 3_600_000) * 1000);
    expect(
      (
        await get(
          system.address,
          `/v1/measures/cla/series?authority=841&grain=month&from=2020-04&to=2020-12&knownAt=${far}`,
        )
      ).status,
    ).toBe(400);
    const ahead = `knownAt=${formatInstant(Date.now() * 1000 - 1_000_000)}&position=0:999999999`;
    const { status, body } = await get(
      system.address,
      `/v1/measures/cla/series?authority=841&grain=month&from=2020-04&to=2020-12&${ahead}`,
    );
    expect({ status, body }).toMatchObject({ status: 400, body: { field: 'position' } });
  });
}

const figureIn = ({ numerator, denominator }: Figure): Figure => ({ numerator, denominator });
const nothing = ({ denominator }: Figure): Figure => ({ numerator: 0, denominator: denominator === null ? null : 0 });
