import type { Instant } from '@careledger/calendar';
import { isControl } from '@careledger/contract';
import { RulesCourse } from '@careledger/ledger';
import { rulebookNumbered } from '@careledger/measures';
import { NEXT_BUT_ONE, NEXT_RULEBOOK, WITH_THE_NEXT } from '../../../libs/measures/src/testing/next-rulebooks';
import { computedAfresh, type Line } from '../../../test/crash/computed-afresh';
import { storedEvents, storedLines } from '../../../test/crash/stored';
import { sampleHistory } from '../../../test/histories';
import { Chance } from '../../../test/laws/chance';
import { PlayedLog } from './testing/played-log';

const SEED = Number(process.env['LAWS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const HISTORIES = Number(process.env['RULEBOOK_HISTORIES'] ?? 1);

jest.setTimeout(300_000);

/** Adds up what is posted, by all that a figure can tell apart. */
function sums(lines: Iterable<Line>): Record<string, string> {
  const added = new Map<string, [number, number]>();
  for (const { authority, child, measure, stream, day, groups, numerator, denominator } of lines) {
    const key = `${authority} ${child} ${measure} ${stream} ${day} ${groups}`;
    const [n, d] = added.get(key) ?? [0, 0];
    added.set(key, [n + numerator, d + denominator]);
  }
  const some = [...added].filter(([, [n, d]]) => n !== 0 || d !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(some.map(([key, sum]) => [key, sum.join('/')]));
}

/** The postings, and the rulebooks that they are by. */
async function asTheyStand(played: PlayedLog): Promise<{ lines: Line[]; course: RulesCourse }> {
  const course = new RulesCourse(WITH_THE_NEXT[0].version);
  course.note(await storedEvents(played.pool));
  return { lines: await storedLines(played.pool), course };
}

describe('histories in which new rulebooks come into force', () => {
  it.each(Array.from({ length: HISTORIES }, (_, i) => (SEED + i) % 2 ** 31))(
    'have the figures of the rulebook in force, then and now, in every replay (seed %i)',
    async (seed) => {
      const chance = new Chance(seed);
      const played = await PlayedLog.open(WITH_THE_NEXT);
      try {
        const history = sampleHistory(seed, 3, 1);
        const places = [chance.below(history.length), chance.below(history.length)].sort((a, b) => a - b);
        /** All postings, as they were before an activation. */
        const before: Record<string, unknown>[][] = [];
        const activate = async (version: number): Promise<void> => {
          await (chance.below(2) === 0 ? played.project() : played.goOn());
          before.push(await played.postings());
          await played.activate(version);
        };
        for (const [place, { event, appendedAt }] of history.entries()) {
          played.setClock(appendedAt);
          if (place === places[0]) await activate(NEXT_RULEBOOK.version);
          if (place === places[1]) await activate(NEXT_BUT_ONE.version);
          // Some of it is loaded later than it was known.
          const late = event.recordedtime !== undefined && chance.below(10) === 0;
          await played.take(event, late);
          if (chance.below(12) > 0) continue;
          if (chance.below(6) === 0) played.restart();
          const batch = 5 + chance.below(20);
          await (chance.below(3) === 0 ? played.project(batch) : played.goOn(batch));
          if (chance.below(3) === 0) await played.prepare();
        }
        await played.goOn();

        const { lines, course } = await asTheyStand(played);
        expect(course.activations).toHaveLength(2);
        // What holds now is what the rulebook in force makes of all events, from the first on.
        const events = (await storedEvents(played.pool)).filter(({ event }) => !isControl(event));
        expect(sums(lines)).toEqual(sums(computedAfresh(events, NEXT_BUT_ONE)));

        // As known at an instant: what the rulebook that was in force then makes of the events known by then.
        const instants = [...course.activations.map(({ appendedAt }) => appendedAt), chance.oneOf(events).appendedAt];
        for (const instant of instants.flatMap((at) => [at - 1, at])) {
          const rulebook = rulebookNumbered(WITH_THE_NEXT, course.knownAt(instant));
          const known = new Map<string, Instant>();
          const byThen = events.filter(({ offset, appendedAt, event: { authority, subject } }) => {
            const name = `${authority}:${subject}`;
            const at = Math.max(appendedAt, course.floorAt(offset), known.get(name) ?? -Infinity);
            known.set(name, at);
            return at <= instant;
          });
          const asKnown = lines.filter(({ knownAt }) => knownAt <= instant);
          expect(sums(asKnown)).toEqual(sums(computedAfresh(byThen, rulebook)));
        }

        // What was known before an activation is to the byte what it was, whatever has come since.
        const postings = await played.postings();
        for (const [i, { appendedAt }] of course.activations.entries()) {
          expect(postings.filter((posting) => (posting['known_at'] as Instant) < appendedAt)).toEqual(before[i]);
        }

        const children = await played.children();
        for (const size of [2 + chance.below(9), 1_000]) {
          await played.projectAnew(size);
          expect(await played.postings()).toEqual(postings);
          expect(await played.children()).toEqual(children);
        }
      } finally {
        await played.close();
      }
    },
  );
});
