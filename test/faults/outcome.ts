import type { Known } from '../crash/emitters';
import type { BadRecord } from './bad-records';
import type { Fault } from './faults';

/** What came of a fault, as far as it can be seen from outside. */
export interface Outcome {
  readonly fault: Fault;
  /** What all emitters know, */
  readonly known: Known;
  /** and those who produce to the topic themselves. */
  readonly direct: Known;
  /** Milliseconds since 1970: when it was sent. */
  readonly from: number;
  readonly to: number;
  readonly bad: readonly BadRecord[];
  /** Subjects of children who must be parked. */
  readonly parked: readonly string[];
  /** In milliseconds: the longest without an acknowledgement, and in which a partition's figures stood still. */
  readonly unanswered: { readonly intake: number; readonly topic: number };
  readonly still: number;
}

/** An outcome with what was found of it in the end: a row of the table. */
export interface Row {
  readonly outcome: Outcome;
  /** Different events that were sent; some of them twice, and some to somebody who was away. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Of those sent: in the figures, */
  readonly counted: number;
  /** waiting for a parked child to be released, */
  readonly waiting: number;
  /** and times that they are on the topic once more. */
  readonly repeated: number;
}
