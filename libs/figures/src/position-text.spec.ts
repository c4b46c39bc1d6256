import { positionText, readPosition } from './position-text';

describe('a position as text', () => {
  it('has the partitions in order, and is read again', () => {
    expect(positionText({ 10: 5, 2: 0, 0: 9977 })).toBe('0:9977,2:0,10:5');
    expect(readPosition('0:9977,2:0,10:5')).toEqual({ 0: 9977, 2: 0, 10: 5 });
  });

  it.each(['', '0', '0:', '0:1,', '0:1,0:2', '0:-1', '{"0":1}', '0:1;1:2'])('is not %j', (text) => {
    expect(readPosition(text)).toBeUndefined();
  });
});
