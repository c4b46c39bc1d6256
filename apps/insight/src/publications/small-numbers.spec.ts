import { DisclosureBrokenOff } from '@careledger/discloser';
import type { Disclosure, ExactCell } from '@careledger/disclosure';
import { SmallNumbers } from './small-numbers';

const cell = (numerator: number): ExactCell => {
  return { measure: 'cla', grain: 'month', period: '2020-12', breakdown: '', key: '', numerator, denominator: null };
};

/** Counts how often something is worked out, and what of it. */
function counting() {
  const asked: string[] = [];
  let last = 0;
  let fails = false;
  const small = new SmallNumbers(
    { lastNumber: () => Promise.resolve(last) },
    { before: (authority, before) => Promise.resolve(asked.push(`${authority} before ${before}`)).then(() => []) },
    {
      disclose: (cells): Promise<Disclosure> =>
        fails
          ? Promise.reject(new DisclosureBrokenOff('the thread ended'))
          : Promise.resolve({ shown: cells.map(() => 'figure' as const), because: [], unprotected: [] }),
      stop: () => Promise.resolve(),
    },
  );
  return { asked, small, publishes: () => void last++, breaks: (is: boolean) => void (fails = is) };
}

describe('what is shown', () => {
  it('is worked out once, for as long as all that it is made of is the same', async () => {
    const { asked, small, publishes } = counting();
    await Promise.all([small.decide('841', [cell(7)]), small.decide('841', [cell(7)])]);
    await small.decide('841', [cell(7)], 0);
    expect(asked).toEqual(['841 before 1']);
    await small.decide('841', [cell(8)]);
    await small.decide('841', [cell(7), cell(7)]);
    publishes();
    await small.decide('841', [cell(7)]);
    expect(asked).toEqual(['841 before 1', '841 before 1', '841 before 1', '841 before 2']);
  });

  it('is never that of another authority', async () => {
    const { asked, small } = counting();
    await small.decide('841', [cell(7)]);
    await small.decide('840', [cell(7)]);
    expect(asked).toEqual(['841 before 1', '840 before 1']);
  });

  it('is kept of the last twenty alone', async () => {
    const { asked, small } = counting();
    for (let i = 0; i <= 20; i++) await small.decide('841', [cell(i)]);
    await small.decide('841', [cell(20)]);
    expect(asked).toHaveLength(21);
    await small.decide('841', [cell(0)]);
    expect(asked).toHaveLength(22);
  });

  it('is worked out anew where that failed', async () => {
    const { asked, small, breaks } = counting();
    breaks(true);
    const refused = small.decide('841', [cell(7)]);
    await expect(refused).rejects.toMatchObject({
      body: { status: 503, title: 'It is not known which numbers are small' },
    });
    breaks(false);
    expect(await small.decide('841', [cell(7)])).toMatchObject({ shown: ['figure'] });
    expect(asked).toHaveLength(2);
  });
});
