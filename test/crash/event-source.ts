import type { CaseEvent } from '@careledger/contract';
import { Chance } from '@careledger-fixtures/casework/chance';
import { history } from '@careledger-fixtures/history';
import { sampleHistory } from '../histories';

/** Children of the sample with hard edges; they come beside those of the made-up authority. */
const HARD_CHILDREN = 12;
const HARD_SHARE = 0.2;

/** Of the made-up authority: children who live there, and how many of them it comes to know. */
const CHILDREN = { atLeast: 2_000, aKill: 500 };
const KNOWN_SHARE = 0.15;

/**
 * More events than are sent while there are so many kills: the plausible history of a made-up authority, in the order of
 * recording, and strewn among them histories with corrections, retractions and revivals of every kind. No two have the
 * same name.
 */
export function* eventSource(seed: number, kills: number): Generator<CaseEvent, void, undefined> {
  const chance = new Chance(seed);
  const children = CHILDREN.atLeast + kills * CHILDREN.aKill;
  const plausible = history({
    seed,
    authority: '500',
    idPrefix: 'crash',
    children,
    mostKnown: Math.round(children * KNOWN_SHARE),
    newcomersShare: KNOWN_SHARE,
    from: '2014-04-05',
    lastDay: '2024-03-31',
  });
  const hard = unlike(sampleHistory(seed, HARD_CHILDREN, 4).map(({ event }) => event));
  for (;;) {
    const { value } = chance.of(HARD_SHARE) ? hard.next() : { value: undefined };
    if (value) {
      yield value;
      continue;
    }
    const next = plausible.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Leaves out copies: of several events with one name the first stays. */
function* unlike(events: readonly CaseEvent[]): Generator<CaseEvent, void, undefined> {
  const seen = new Set<string>();
  for (const event of events) {
    const name = nameOf(event);
    if (seen.has(name)) continue;
    seen.add(name);
    yield event;
  }
}

/** What names an event for ever. */
export function nameOf({ authority, subject, source, id }: CaseEvent): string {
  return JSON.stringify([authority, subject, source, id]);
}
