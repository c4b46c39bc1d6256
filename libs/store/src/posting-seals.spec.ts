import { createHash } from 'node:crypto';
import { parseDay, parseInstant } from '@careledger/calendar';
import { headOf, meaningOfAccount, meaningOfCell, NO_POSTINGS, POSTINGS_A_SEAL, PostingSealer } from './posting-seals';

const CAUSE = { cause: 7, child: 3, authority: 841, knownAt: parseInstant('2021-01-15T09:00:00.000001Z') };
const AMOUNT = { day: parseDay('2020-12-31'), numerator: 1, denominator: -1 };
const CELL = meaningOfCell({ gender: 'F', ageBand: '5-9' });
const ACCOUNT = meaningOfAccount('cla', 'level');

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A sealer that has taken so many postings, some at a time. */
function sealed(count: number, atATime: number): PostingSealer {
  let sealer = new PostingSealer(NO_POSTINGS);
  for (let number = 0; number < count; number++) {
    if (number % atATime === 0) sealer = new PostingSealer(sealer.chain);
    sealer.add(CAUSE, AMOUNT, { number, partition: 1, rulebook: 3 }, CELL, ACCOUNT);
  }
  return sealer;
}

describe('the chain of postings', () => {
  it('is what anybody can work out who reads how it is made (docs/chains.md)', () => {
    const posting = Buffer.concat([
      hex('0000000000000000 0000000000000007 0000000000000003'), // number, cause, child
      hex('00025beb5da5a401'), // known_at: microseconds since 2000
      hex('00001df6 00000001 ffffffff'), // day: days since 2000; numerator, denominator
      hex('0349 0001 0003'), // authority, partition, rulebook
      sha256(Buffer.from('{"ageBand":"5-9","gender":"F"}')).subarray(0, 16),
      sha256(Buffer.from('cla/level')).subarray(0, 16),
    ]);
    const { chain } = sealed(1, 1);
    expect(chain.open.toString('hex')).toBe(posting.toString('hex'));
    const range = hex('0000000000000000 0000000000000000');
    expect(headOf(chain)).toEqual(sha256(range, sha256(posting)));
  });

  it('seals a hundred at a time, each seal on the one before', () => {
    const sealer = sealed(2 * POSTINGS_A_SEAL + 5, Infinity);
    const [first, second, ...none] = sealer.take();
    expect([first?.first, first?.last, second?.first, second?.last, none]).toEqual([0, 99, 100, 199, []]);
    const range = hex('0000000000000064 00000000000000c7');
    expect(second?.chain).toEqual(sha256(first?.chain as Buffer, range, second?.digest as Buffer));
    expect(sealer.chain.sealed).toEqual(second?.chain);
    expect(sealer.take()).toEqual([]);
  });

  it.each([1, 7, 100, 128])('is the same when the postings come %s at a time', (atATime) => {
    const whole = sealed(333, Infinity);
    expect(sealed(333, atATime).chain).toEqual(whole.chain);
    expect(headOf(sealed(300, atATime).chain)).toEqual(headOf(sealed(300, Infinity).chain));
  });

  it('takes the names of groups in any order, and a posting in its place alone', () => {
    expect(meaningOfCell({ ageBand: '5-9', gender: 'F' })).toEqual(CELL);
    expect(meaningOfCell({ ageBand: '5-9', gender: 'M' })).not.toEqual(CELL);
    const sealer = sealed(3, Infinity);
    expect(() => sealer.add(CAUSE, AMOUNT, { number: 5, partition: 1, rulebook: 3 }, CELL, ACCOUNT)).toThrow(
      'posting 5 of partition 1 comes where 3 should',
    );
  });
});
