import type { Pool } from 'pg';
import type { KeptAnchor } from './anchor';
import { AnchorsOnChain } from './anchors-on-chain';
import { verifyChildren } from './children';
import { readDirectory } from './directory';
import { EventsOfPartition } from './events';
import { Findings, type Finding } from './finding';
import { PostingsOfPartition } from './postings';
import { findPosition, findStrays, readState, type Heads } from './state';
import { Suspects } from './suspects';

/** What was gone through, once it was. */
export interface VerifiedChains {
  readonly partitions: number;
  readonly events: number;
  /** Events whose payload and salt are gone: their commitment stands in the chain. */
  readonly erased: number;
  readonly postings: number;
  readonly seals: number;
  /** Postings that were there before there were seals, and were sealed later. */
  readonly sealedAfterwards: number;
  /** Postings that have never been sealed: no program has gone on with them since there are seals. */
  readonly unsealed: number;
  /** Events that were chained before place and instant were part of the chain. */
  readonly placeNotChained: number;
  readonly anchors: number;
  /** Anchors of a ledger under another rulebook: its postings have been worked out anew since, and are not compared. */
  readonly anchorsOfOtherRules: number;
  /** Events and postings after the last anchor: what is cut off of these nobody would find. */
  readonly eventsNotAnchored: number;
  readonly postingsNotAnchored: number;
}

interface Asked {
  /** Read before the call: what they name is in the database by then. */
  readonly anchors: readonly KeptAnchor[];
  readonly onProgress?: (message: string) => void;
}

/**
 * Finds what in the tables of events and postings, and in those that say what they mean or add them up, is not as it was written. Reads one
 * snapshot and writes nothing, so that the program may run meanwhile.
 * @yields findings as they come up; @returns what was gone through
 * @throws Error where the tables are not there, or the database is not
 */
export async function* verifyChains(
  pool: Pool,
  { anchors, onProgress = () => undefined }: Asked,
): AsyncGenerator<Finding, VerifiedChains> {
  const findings = new Findings();
  const client = await pool.connect();
  let isDone = false;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // In the order of the keys, whatever the planner thinks of it: a sort would put the whole table on the disk once more.
    await client.query('SET LOCAL enable_sort = off');
    const { heads, rulebook, rules, isKafka } = await readState(client);
    const directory = await readDirectory(client, rulebook, findings);
    const suspects = new Suspects();
    const comparable = anchors.filter((anchor) => anchor.rules === null || anchor.rules === rules);
    const total = { events: 0, erased: 0, postings: 0, seals: 0, eventsNotAnchored: 0, postingsNotAnchored: 0 };
    await findStrays(client, heads, anchors, findings);
    for (const head of heads) {
      const { partition } = head.log;
      onProgress(`Partition ${partition}`);
      const onEvents = AnchorsOnChain.ofEvents(findings, partition, anchors);
      const events = await new EventsOfPartition(head.log, isKafka, findings, onEvents).verify(client);
      yield* findings.take();
      const onPostings = AnchorsOnChain.ofPostings(findings, partition, comparable);
      const postings = await new PostingsOfPartition(head.ledger, directory, findings, suspects, onPostings).verify(
        client,
      );
      findPosition(head, findings);
      await verifyChildren(client, { partition, projectedTo: head.ledger.nextOffset }, events, findings);
      yield* findings.take();
      total.events += events.count;
      total.erased += events.erased.size;
      total.postings += postings.count;
      total.seals += postings.seals;
      total.eventsNotAnchored += Math.max(0, head.log.nextOffset - onEvents.anchoredTo);
      total.postingsNotAnchored += Math.max(0, head.ledger.nextPosting - onPostings.anchoredTo);
    }
    suspects.tell(findings);
    yield* findings.take();
    yield* findings.beyond();
    await client.query('ROLLBACK');
    isDone = true;
    const sum = (of: (head: Heads) => number): number => heads.reduce((all, head) => all + of(head), 0);
    return {
      ...total,
      partitions: heads.length,
      sealedAfterwards: sum(({ sealedAfterwards }) => sealedAfterwards),
      unsealed: sum(({ ledger }) => (ledger.postingChain === null ? ledger.nextPosting : 0)),
      placeNotChained: sum(({ log }) => log.placedFrom),
      anchors: anchors.length,
      anchorsOfOtherRules: anchors.length - comparable.length,
    };
  } finally {
    client.release(!isDone);
  }
}
