import { canonicalText, digestOf } from './canonical';

describe('the canonical text', () => {
  it('is the one of RFC 8785, section 3.2.4', () => {
    const example = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    };
    expect(canonicalText(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts names by their code units (section 3.2.3) and leaves out what is not there', () => {
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7, x: undefined };
    expect(canonicalText(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('does not depend on how a value came about, and has no number that JSON lacks', () => {
    expect(canonicalText({ b: [{ d: 1, c: 2 }], a: -0 })).toBe(
      canonicalText(JSON.parse('{"a":0,"b":[{"c":2,"d":1}]}') as never),
    );
    expect(() => canonicalText([NaN])).toThrow(RangeError);
  });

  it('is digested by its bytes in UTF-8', () => {
    // printf '%s' '"é"' | sha256sum
    expect(digestOf('"é"')).toBe('f2886017e9c7abacf804b54d64787dce2b611c9544ba21f3affdd126a6e50086');
  });
});
