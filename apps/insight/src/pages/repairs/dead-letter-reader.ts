import { Seals, type Caller } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import {
  authorityNamedIn,
  childNamedIn,
  DeadLetters,
  LettersOfAuthority,
  placeIn,
  type LetterPlace,
  type LetterState,
  type NamedLetter,
} from '@careledger/repairs';
import { Injectable } from '@nestjs/common';
import { isAmong, sealedTo } from './sealing';

const CSV_STEP = 1_000;
const MOST_CSV = 10_000;

/** A record with what it holds, as far as the reader may know. */
export type OpenedRecord = Awaited<ReturnType<DeadLetters['open']>> & {
  readonly text: string | undefined;
  readonly isSealed: boolean;
};

/** Reads the records that are no event, of one authority and of none. */
@Injectable()
export class DeadLetterReader {
  constructor(
    private readonly letters: DeadLetters,
    private readonly lists: LettersOfAuthority,
    private readonly seals: Seals,
  ) {}

  /** At most so many after a place, and the place to go on from where there are more. */
  list(authority: string, status: LetterState, limit: number, after?: LetterPlace) {
    return this.lists.list(authority, status, limit, after);
  }

  /** All of them, for a file: at most ten thousand. */
  async all(authority: string, status: LetterState): Promise<NamedLetter[]> {
    const all: NamedLetter[] = [];
    let after: LetterPlace | undefined;
    do {
      const { letters, next } = await this.lists.list(authority, status, CSV_STEP, after);
      all.push(...letters);
      after = next;
    } while (after !== undefined && all.length < MOST_CSV);
    return all;
  }

  /** @throws Problem 404 where there is none, or it names another authority: then its page is under that one's address */
  async opened(authority: string, name: string, caller: Caller): Promise<OpenedRecord> {
    let found: Awaited<ReturnType<DeadLetters['open']>>;
    try {
      found = await this.letters.open(placeIn(name));
    } catch (error) {
      if (error instanceof Problem && error.body.status === 404) throw noSuchRecord();
      throw error;
    }
    const text = found.letter.payload?.toString('utf8');
    const named = authorityNamedIn(text ?? '');
    if (named !== undefined && named !== authority) throw noSuchRecord();
    const child = childNamedIn(text ?? '');
    const names = child === undefined ? [] : [child];
    const sealed = await sealedTo(caller, this.seals, names);
    const isSealed = names.some((one) => isAmong(sealed, one));
    return { ...found, isSealed, text: isSealed ? undefined : text };
  }
}

function noSuchRecord(): Problem {
  return new Problem({
    status: 404,
    title: 'There is no such record',
    detail:
      'No record of that partition and offset was refused that names this authority, or none. The list under Data quality has those that wait.',
    field: 'letter',
    rule: 'must be partition-offset of a dead letter, such as 0-9120',
  });
}
