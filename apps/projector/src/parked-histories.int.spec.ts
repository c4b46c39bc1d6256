import type { Instant } from '@careledger/calendar';
import { readHeads, verifyChains, type Finding, type KeptAnchor } from '@careledger/chains';
import { isControl, type CaseEvent } from '@careledger/contract';
import { computedAfresh, type Line } from '../../../test/crash/computed-afresh';
import { storedEvents, storedLines } from '../../../test/crash/stored';
import { sampleHistory } from '../../../test/histories';
import { Chance } from '../../../test/laws/chance';
import { compare } from '../../../test/laws/compared';
import { engine } from '../../../test/laws/engine';
import { LedgerInMemory } from '../../../test/laws/ledger-in-memory';
import { questionsOfAllKinds } from '../../../test/laws/questions';
import { PlayedLog } from './testing/played-log';

const SEED = Number(process.env['LAWS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const HISTORIES = 4;

jest.setTimeout(300_000);

/** Adds up what is posted, by all that a figure can tell apart. */
function sums(lines: Iterable<Line>): Record<string, string> {
  const added = new Map<string, [number, number]>();
  for (const { authority, measure, stream, day, groups, numerator, denominator } of lines) {
    const key = `${authority} ${measure} ${stream} ${day} ${groups}`;
    const [n, d] = added.get(key) ?? [0, 0];
    added.set(key, [n + numerator, d + denominator]);
  }
  const some = [...added].filter(([, [n, d]]) => n !== 0 || d !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(some.map(([key, sum]) => [key, sum.join('/')]));
}

/** Plays a history in which some events cannot be applied, with operators who do now this and now that about it. */
class Operators {
  readonly discarded = new Set<number>();
  /** What all postings added up to at an instant, when it was the present. */
  readonly shown: { readonly at: Instant; readonly sums: Record<string, string> }[] = [];
  readonly lastAct = new Map<string, number>();
  acts = 0;

  constructor(
    private readonly played: PlayedLog,
    private readonly chance: Chance,
  ) {}

  async play(history: readonly { readonly appendedAt: Instant; readonly event: CaseEvent }[]): Promise<void> {
    const { played, chance } = this;
    for (const { event } of history) if (chance.below(15) === 0) played.faulty.add(event.id);
    let now = 0;
    for (const { event, appendedAt } of history) {
      now = played.setClock(appendedAt);
      await played.take(event);
      if (chance.below(4) > 0) continue;
      if (chance.below(8) === 0) played.restart();
      await played.project(1 + chance.below(7));
      this.shown.push({ at: now, sums: sums(await storedLines(played.pool)) });
      for (const parked of await this.parked()) {
        if (chance.below(4) === 0) await this.act(parked);
      }
    }
    for (;;) {
      await played.project();
      const parked = await this.parked();
      if (parked.length === 0) break;
      for (const one of parked) await this.act(one);
    }
  }

  private async parked(): Promise<Parked[]> {
    const { rows } = await this.played.pool.query<Parked>(
      `SELECT lpad(authority::text, 3, '0') AS authority, subject, since FROM parked_child ORDER BY authority, subject`,
    );
    return rows;
  }

  private async act({ authority, subject, since }: Parked): Promise<void> {
    const { played, chance, lastAct } = this;
    const child = `${authority}:${subject}`;
    const waiting = (await storedEvents(played.pool)).filter(({ offset, event }) => {
      const own = event.authority === authority && event.subject === subject && !isControl(event);
      return own && offset >= since && !this.discarded.has(offset);
    });
    const [first] = waiting;
    if (first === undefined) throw new Error('a child is parked and none of its events waits');
    const about = { since, after: lastAct.get(child) };
    played.setClock(0);
    const what = chance.below(5);
    if (what <= 1) {
      // A release helps where the program was put right before.
      if (what === 1) played.faulty.delete(first.event.id);
      lastAct.set(child, await played.act('child-released', subject, about, authority));
    } else {
      const { offset, event } = what === 2 ? chance.oneOf(waiting) : first;
      this.discarded.add(offset);
      if (what < 4) {
        lastAct.set(child, await played.act('event-discarded', subject, { ...about, offset }, authority));
      } else {
        const { source, id } = { source: event.source, id: `${event.id}, corrected` };
        await played.take({ ...event, id });
        const data = { ...about, offset, replacement: { source, id } };
        lastAct.set(child, await played.act('event-corrected', subject, data, authority));
      }
    }
    this.acts++;
  }
}

/** What the verification of the chains finds. */
async function findingsOf(played: PlayedLog, anchors: readonly KeptAnchor[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of verifyChains(played.pool, { anchors })) findings.push(finding);
  return findings;
}

interface Parked {
  readonly authority: string;
  readonly subject: string;
  readonly since: number;
}

describe('histories with events that cannot be applied', () => {
  it.each(Array.from({ length: HISTORIES }, (_, i) => (SEED + i) % 2 ** 31))(
    'stand the same in every replay, with the figures of the events that stand (seed %i)',
    async (seed) => {
      const chance = new Chance(seed);
      const played = await PlayedLog.open();
      try {
        const operators = new Operators(played, chance);
        await operators.play(sampleHistory(seed, 3, 2));
        expect(operators.acts).toBeGreaterThan(2);

        // What was shown at an instant stays what was known at it.
        const lines = await storedLines(played.pool);
        for (const { at, sums: then } of chance.some(5, operators.shown)) {
          expect(sums(lines.filter(({ knownAt }) => knownAt <= at))).toEqual(then);
        }

        // In the end only the events that stand count: as worked out afresh, and by the slow engine.
        const standing = (await storedEvents(played.pool)).filter(
          ({ offset, event }) => !isControl(event) && !operators.discarded.has(offset),
        );
        played.faulty.clear();
        expect(sums(lines)).toEqual(sums(computedAfresh(standing)));
        const ledger = LedgerInMemory.of(engine, standing);
        for (const asked of questionsOfAllKinds(engine, ledger.authorities, '2022-11-17', chance, 1)) {
          const differs = chance.below(4) === 0 ? compare(ledger, standing, asked, 'the oracle says otherwise') : null;
          expect(differs).toBeNull();
        }

        // A program that could have applied everything from the start posts the same, line by line.
        const [postings, children] = [await played.postings(), await played.children()];
        const heads = await readHeads(played.pool);
        const anchors = heads === undefined ? [] : [{ ...heads, from: 'before the replay' }];
        expect(await findingsOf(played, anchors)).toEqual([]);
        for (const size of [1, 2 + chance.below(9), 1_000]) {
          await played.projectAnew(size);
          expect(await played.postings()).toEqual(postings);
          expect(await played.children()).toEqual(children);
          expect(await findingsOf(played, anchors)).toEqual([]);
        }
      } finally {
        await played.close();
      }
    },
  );
});
