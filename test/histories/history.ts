/** Histories of a small authority's children as a log holds them: case events in log order, with hard edges made frequent. */
import * as fc from 'fast-check';
import type { CaseEvent } from '@careledger/contract';
import { instant } from '../oracle/calendar';
import { adoptionAndVisitorPaths } from './adoption-and-visitors';
import { pathsBeside } from './beside';
import { protectionPaths } from './child-protection';
import { hardDay, lastDay } from './days';
import { naming } from './facts';
import { harmPaths } from './harm';
import { carePaths } from './in-care';
import { leavingPaths } from './leaving-care';
import { instantText } from './instants';
import { record, recording, type Sent, type Unusual } from './recording';
import { referralPaths } from './referral';

/** An event as the log holds it; appendedAt in microseconds since 1970. */
export interface LoggedCaseEvent {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAt: number;
  readonly event: CaseEvent;
}

export interface Extent extends Unusual {
  /** At most so many children. */
  readonly children: number;
  /** Financial years from 1 April 2019 on, at most 6. */
  readonly years: number;
  /** At least so many children (1). */
  readonly atLeast?: number;
}

/** The authorities that generated children belong to; most of them to the first. */
export const AUTHORITIES = ['841', '840', '805'] as const;

/**
 * Histories in the order of their arrival, in one partition: offsets from 0 without gaps, appendedAt never running backwards
 * (but for historical loads, where asked for). Every event is valid as of its appendedAt.
 */
export function histories({ children, years, atLeast = 1, ...unusual }: Extent): fc.Arbitrary<LoggedCaseEvent[]> {
  const child = fc.record({
    authority: fc.constantFrom('841', '841', '841', '841', ...AUTHORITIES),
    /** The same pseudonym as the child before it, under another authority: two children all the same. */
    namesake: fc.constantFrom(false, false, false, false, true),
    anchors: fc.array(hardDay(years), { minLength: 3, maxLength: 3 }),
    paths: fc.tuple(
      ...pathsBeside(years),
      ...carePaths(years),
      ...referralPaths(years),
      ...protectionPaths(years),
      ...adoptionAndVisitorPaths(years),
      ...harmPaths(years),
      ...leavingPaths(years),
    ),
    recordings: fc.array(recording(unusual), { minLength: 8, maxLength: 40, size: 'max' }),
  });
  return fc.array(child, { minLength: atLeast, maxLength: children, size: 'max' }).map((all) => {
    const taken = new Set<string>();
    let subject = '';
    const sent = all.flatMap(({ authority, namesake, anchors, paths, recordings }, i) => {
      if (!namesake || subject === '' || taken.has(`${authority}:${subject}`))
        subject = `child-${String(i).padStart(4, '0')}`;
      taken.add(`${authority}:${subject}`);
      const newId = naming();
      const facts = paths.flatMap((path) => path({ anchors, newId }));
      return record(facts, recordings, { authority, subject, lastDay: lastDay(years) });
    });
    return logged(sent);
  });
}

function logged(sent: readonly Sent[]): LoggedCaseEvent[] {
  return [...sent]
    .sort((a, b) => a.arrival - b.arrival)
    .map(({ event, arrival, historical }, offset) => {
      const recorded = historical && event.recordedtime !== undefined ? instant(event.recordedtime) : undefined;
      return { partition: 0, offset, appendedAt: recorded ?? arrival, event };
    });
}

/** One history from a seed, of exactly so many children: the same for the same arguments. */
export function sampleHistory(seed: number, children: number, years = 5, unusual: Unusual = {}): LoggedCaseEvent[] {
  const [history] = fc.sample(histories({ children, years, atLeast: children, ...unusual }), { seed, numRuns: 1 });
  if (history === undefined) throw new Error('no history was generated');
  return history;
}

/**
 * The same history with a recordedtime in every event: where it is missing, the appendedAt of the first copy. What is asked
 * to be independent of the order of arrival must not depend on when the log took it.
 */
export function withRecordedTimes(history: readonly LoggedCaseEvent[]): LoggedCaseEvent[] {
  const firstTaken = new Map<string, number>();
  const nameOf = ({ authority, subject, source, id }: CaseEvent): string =>
    JSON.stringify([authority, subject, source, id]);
  for (const { event, appendedAt } of history) {
    if (!firstTaken.has(nameOf(event))) firstTaken.set(nameOf(event), appendedAt);
  }
  return history.map((one) => {
    if (one.event.recordedtime !== undefined) return one;
    const recordedtime = instantText(firstTaken.get(nameOf(one.event)) ?? one.appendedAt, 'Z');
    return { ...one, event: { ...one.event, recordedtime } };
  });
}

/**
 * The same events in any order and some of them again, taken by the log after everything in the history (so that each is
 * still valid). The history must have a recordedtime everywhere and no id used for two contents.
 * @throws Error where an event has no recordedtime.
 */
export function reorderings(history: readonly LoggedCaseEvent[]): fc.Arbitrary<LoggedCaseEvent[]> {
  if (history.some(({ event }) => event.recordedtime === undefined)) {
    throw new Error(
      'only events with a recordedtime can be reordered: pass the history through withRecordedTimes first',
    );
  }
  const from = Math.max(0, ...history.map(({ appendedAt }) => appendedAt));
  const events = history.map(({ event }) => event);
  const places = events.map((_, i) => i);
  const again = events.length === 0 ? fc.constant([]) : fc.array(fc.nat(events.length - 1), { maxLength: 20 });
  return again
    .map((repeated) => [...places, ...repeated])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .map((order) =>
      order.flatMap((place, offset) => {
        const event = events[place];
        return event === undefined ? [] : [{ partition: 0, offset, appendedAt: from + offset, event }];
      }),
    );
}
