import { measureIn, NEWEST } from '@careledger/measures';
import { leftOutOf, MEASURES_WITH_LEFT_OUT } from './left-out';

describe('whom a figure leaves out', () => {
  it.each(MEASURES_WITH_LEFT_OUT)('%s: both measures are in the catalogue, and not the same', (id) => {
    const leftOut = leftOutOf({ id });
    expect(measureIn(NEWEST, id)?.id).toBe(id);
    expect(measureIn(NEWEST, leftOut?.of ?? '')?.id).toBe(leftOut?.of);
    expect(leftOut?.of).not.toBe(id);
  });

  it('is nobody where a figure counts all that it is about', () => {
    expect(leftOutOf({ id: 'cla' })).toBeUndefined();
  });
});
