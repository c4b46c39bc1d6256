import type { Instant } from '@careledger/calendar';
import {
  CONTROL_PREFIX,
  controlText,
  isPseudonym,
  UNKNOWN_CHILD,
  type CaseEvent,
  type ControlEvent,
  type ControlType,
} from '@careledger/contract';
import type { EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { controlsOf, type LoggedControl } from '@careledger/store';
import type { Pool } from 'pg';
import { controlEvent, idReused, validCaseEvent } from './control-event';
import type { Decided } from './acts';
import type { ChildName } from './parked-file';

export const LETTER_STATES = ['open', 'resubmitted', 'discarded'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** A record's place in the topic: what it is called by. */
export interface LetterPlace {
  readonly partition: number;
  readonly offset: number;
}

/** A record of the topic that is no event, or one that cannot count. */
export interface DeadLetter extends LetterPlace {
  readonly eventId: string | null;
  readonly field: string;
  readonly rule: string;
  readonly receivedAt: Instant;
  readonly bytes: number;
  readonly status: LetterState;
}

/** The same with what the record holds. */
export interface OpenedLetter extends DeadLetter {
  /** Cut at 64 KB; null where it had none, or it has been erased. */
  readonly payload: Buffer | null;
}

/** The columns of a dead letter but what it holds. */
export const LETTER_COLUMNS = `partition, "offset", event_id AS "eventId", field, rule, received_at AS "receivedAt", bytes, status`;

/** Reads what came in on the topic and could not be taken, and puts on the log what is decided about it. */
export class DeadLetters {
  constructor(
    private readonly pool: Pool,
    private readonly log: EventLog,
  ) {}

  /** At most so many after a place, in the order of partition and offset, and whether there are more. */
  async list(
    status: LetterState,
    limit: number,
    after?: LetterPlace,
  ): Promise<{ letters: DeadLetter[]; more: boolean }> {
    const { rows } = await this.pool.query<DeadLetter>(
      `SELECT ${LETTER_COLUMNS} FROM dead_letter
        WHERE status = $1 AND (partition, "offset") > ($2, $3) ORDER BY partition, "offset" LIMIT $4`,
      [status, after?.partition ?? -1, after?.offset ?? -1, limit + 1],
    );
    return { letters: rows.slice(0, limit), more: rows.length > limit };
  }

  /** The record at a place, and what was decided about it. @throws Problem 404 */
  async open({
    partition,
    offset,
  }: LetterPlace): Promise<{ letter: OpenedLetter; decision: LoggedControl | undefined }> {
    const { rows } = await this.pool.query<OpenedLetter>(
      `SELECT ${LETTER_COLUMNS}, payload FROM dead_letter WHERE partition = $1 AND "offset" = $2`,
      [partition, offset],
    );
    const [letter] = rows;
    if (letter === undefined) {
      throw new Problem({
        status: 404,
        title: 'There is no such dead letter',
        detail: 'No record of that partition and offset was refused. GET /v1/dead-letters lists those that wait.',
        field: 'id',
        rule: 'must be partition-offset of a dead letter, such as 0-9120',
      });
    }
    return { letter, decision: await this.decisionOn(letter) };
  }

  /**
   * Sends the event again to where it belongs, as it was or put right.
   * @throws Problem 404; 409 where it was decided otherwise before; 422 where the event is refused
   */
  async resubmit(place: LetterPlace, value: unknown, reason: string, by: string): Promise<Decided> {
    const { letter, decision } = await this.open(place);
    if (decision !== undefined) return this.decidedBefore(letter, decision, 'resubmitted');
    const event = await this.eventFor(letter, value);
    const submission = { event, payload: JSON.stringify(event) };
    const [outcome] = await this.log.append([submission], { historical: false });
    if (outcome?.outcome === 'id-reused') throw idReused();
    const replacement = { source: event.source, id: event.id };
    return this.decide(letter, 'resubmitted', childOf(event), { replacement, reason, by });
  }

  /**
   * Looks whether a record could be sent again, as it was or put right, and sends nothing. That another event has its id is
   * only found as it is sent.
   * @throws Problem as `resubmit`
   */
  async checkResubmission(place: LetterPlace, value: unknown): Promise<void> {
    const { letter, decision } = await this.open(place);
    if (decision !== undefined) throw decidedOtherwise();
    await this.eventFor(letter, value);
  }

  private eventFor(letter: OpenedLetter, value: unknown): Promise<CaseEvent> {
    return validCaseEvent(this.log, value === undefined ? valueIn(letter) : value);
  }

  /** Puts the record aside for good. @throws Problem 404; 409 where it was decided otherwise before */
  async discard(place: LetterPlace, reason: string, by: string): Promise<Decided> {
    const { letter, decision } = await this.open(place);
    if (decision !== undefined) return this.decidedBefore(letter, decision, 'discarded');
    return this.decide(letter, 'discarded', childIn(letter), { reason, by });
  }

  private async decide(
    letter: DeadLetter,
    state: 'resubmitted' | 'discarded',
    child: ChildName,
    data: object,
  ): Promise<Decided> {
    const { partition, offset } = letter;
    const type: ControlType = `dead-letter-${state}`;
    const id = idOf(letter);
    const full = { letter: { partition, offset }, ...data };
    const control = controlEvent(type, child, id, await this.log.now(), full);
    const [outcome] = await this.log.append([{ event: control, payload: controlText(control) }], { historical: false });
    if (outcome?.outcome !== 'accepted') {
      // Somebody was quicker: with the same decision, or with another.
      const decision = await this.decisionOn(letter);
      if (decision === undefined) throw decidedOtherwise();
      return this.decidedBefore(letter, decision, state);
    }
    await this.note(letter, state);
    return { id, position: { partition: outcome.partition, offset: outcome.offset }, duplicate: false };
  }

  /** What the log says was decided before holds, also where it could not be noted with the letter at the time. */
  private async decidedBefore(letter: DeadLetter, decision: LoggedControl, wanted: LetterState): Promise<Decided> {
    const found = LETTER_STATES.find((state) => decision.event.type === `${CONTROL_PREFIX}dead-letter-${state}`);
    if (found !== undefined && found !== letter.status) await this.note(letter, found);
    if (found !== wanted) throw decidedOtherwise();
    const { partition, offset } = decision;
    return { id: decision.event.id, position: { partition, offset }, duplicate: true };
  }

  private async note({ partition, offset }: LetterPlace, state: LetterState): Promise<void> {
    await this.pool.query(`UPDATE dead_letter SET status = $3 WHERE partition = $1 AND "offset" = $2`, [
      partition,
      offset,
      state,
    ]);
  }

  /** What was decided about a record, wherever in the log it lies. */
  private async decisionOn({ partition, offset }: LetterPlace): Promise<LoggedControl | undefined> {
    for (let each = 0; each < this.log.partitions; each++) {
      const found = (await controlsOf(this.pool, each)).find(({ event }) => {
        return isAboutLetter(event) && event.data.letter.partition === partition && event.data.letter.offset === offset;
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

type AboutLetter = Extract<ControlEvent, { readonly data: { readonly letter: unknown } }>;

function isAboutLetter(event: ControlEvent): event is AboutLetter {
  return 'letter' in event.data;
}

const idOf = ({ partition, offset }: LetterPlace): string => `dead-letter-${partition}-${offset}`;

const childOf = ({ authority, subject }: CaseEvent): ChildName => ({ authority, subject });

/** The child that a record names, where it names one that the log can have; else nobody. */
function childIn(letter: OpenedLetter): ChildName {
  try {
    const { authority, subject } = valueIn(letter) as { authority?: unknown; subject?: unknown };
    const named = typeof authority === 'string' && typeof subject === 'string';
    if (named && /^\d{3}$/.test(authority) && isPseudonym(subject)) return { authority, subject };
  } catch {
    // Not even JSON.
  }
  return UNKNOWN_CHILD;
}

/** The record as JSON. @throws Problem 422 where it is none */
function valueIn({ payload }: OpenedLetter): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload ?? Buffer.alloc(0)));
  } catch {
    throw new Problem({
      status: 422,
      title: 'The record is no event',
      detail: 'The record cannot be read as JSON. Send the event that should have been there.',
      field: 'event',
      rule: 'must be there: the record itself cannot be sent again',
    });
  }
}

function decidedOtherwise(): Problem {
  return new Problem({
    status: 409,
    title: 'It was decided before',
    detail: 'Something else was decided about this dead letter before. GET it to see what.',
  });
}
