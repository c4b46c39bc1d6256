import { parseDay, parseInstant } from '@careledger/calendar';
import { BinaryCopy } from './copy-binary';

/** The bytes between header and trailer, as hex. */
function rowsOf(copy: BinaryCopy): string {
  const all = copy.stream().toString('hex');
  expect(all.slice(0, 38)).toBe('5047434f50590aff0d0a000000000000000000');
  expect(all.slice(-4)).toBe('ffff');
  return all.slice(38, -4);
}

describe('rows in the binary COPY format', () => {
  it.each<[string, (copy: BinaryCopy) => BinaryCopy, string]>([
    ['null', (copy) => copy.null(), 'ffffffff'],
    ['int2', (copy) => copy.int2(-2), '00000002' + 'fffe'],
    ['int4', (copy) => copy.int4(841), '00000004' + '00000349'],
    ['int8', (copy) => copy.int8(2 ** 40 + 5), '00000008' + '0000010000000005'],
    ['int8 below zero', (copy) => copy.int8(-1), '00000008' + 'ffffffffffffffff'],
    ['int8 far below zero', (copy) => copy.int8(-(2 ** 40) - 5), '00000008' + 'fffffefffffffffb'],
    [
      'int8 as bytes',
      (copy) => copy.int8Bytes(Buffer.from('8000000000000001', 'hex')),
      '00000008' + '8000000000000001',
    ],
    ['text', (copy) => copy.text('Zoë €'), '00000008' + '5a6fc3ab20e282ac'],
    ['empty text', (copy) => copy.text(''), '00000000'],
    ['bytea', (copy) => copy.bytea(Buffer.from('00ff', 'hex')), '00000002' + '00ff'],
    ['text in UTF-8', (copy) => copy.textUtf8(Buffer.from('€')), '00000003' + 'e282ac'],
    [
      'timestamptz',
      (copy) => copy.timestamptz(parseInstant('2000-01-01T00:00:01.000002Z')),
      '00000008' + '00000000000f4242',
    ],
    [
      'timestamptz before 2000',
      (copy) => copy.timestamptz(parseInstant('1999-12-31T23:59:59.999999Z')),
      '00000008' + 'ffffffffffffffff',
    ],
    ['date', (copy) => copy.date(parseDay('2000-01-02')), '00000004' + '00000001'],
    ['date before 2000', (copy) => copy.date(parseDay('1999-12-31')), '00000004' + 'ffffffff'],
  ])('writes %s', (_name, write, bytes) => {
    expect(rowsOf(write(new BinaryCopy().row(1)))).toBe('0001' + bytes);
  });

  it('grows and keeps what was there', () => {
    const copy = new BinaryCopy(1);
    for (let i = 0; i < 1000; i++) copy.row(1).text('x'.repeat(i));
    expect(copy.rows).toBe(1000);
    expect(rowsOf(copy)).toHaveLength(2 * (1000 * 6 + (999 * 1000) / 2));
  });

  it('starts again with nothing after a reset', () => {
    const copy = new BinaryCopy();
    copy.row(1).int4(1);
    copy.stream();
    expect(copy.reset().rows).toBe(0);
    expect(rowsOf(copy.row(1).int2(7))).toBe('0001' + '00000002' + '0007');
  });

  it('refuses what would be written wrong in silence', () => {
    expect(() => new BinaryCopy().row(1).int8(2 ** 53)).toThrow(RangeError);
    expect(() => new BinaryCopy().row(1).int8(0.5)).toThrow(RangeError);
    expect(() => new BinaryCopy().row(1).int4(2 ** 31)).toThrow(/out of range/);
    expect(() => new BinaryCopy().row(1).int8Bytes(Buffer.alloc(7))).toThrow(RangeError);
  });
});
