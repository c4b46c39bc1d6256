import { auditOf, comparedTold, compareWithAudit, type PublishedContent } from './publication';

const content: PublishedContent = {
  authority: '841',
  knownAt: '2021-01-15T23:59:59.999999Z',
  rulebook: 3,
  figures: [
    { measure: 'cla', grain: 'month', period: '2020-12', numerator: 5, denominator: null },
    {
      measure: 'assessments-45wd',
      grain: 'quarter',
      period: '2020-09',
      numerator: 2,
      denominator: 3,
      groups: { gender: [{ key: 'F', numerator: 2, denominator: 3 }] },
    },
  ],
};

/** Evidence with these lines of figures. */
const evidence = (...lines: string[]) =>
  new Map([
    ['figures.csv', Buffer.from(['measure,grain,by,key,period,numerator,denominator', ...lines, ''].join('\r\n'))],
  ]);

const WHOLE = ['cla,month,,,2020-12,5,', 'assessments-45wd,quarter,,,2020-09,2,3'];

describe('a publication beside an audit', () => {
  it('asks for an audit of all its periods, as known then', () => {
    const { authority, knownAt } = content;
    expect(auditOf(content)).toEqual({ authority, knownAt, from: '2020-09', to: '2020-12' });
  });

  it('is the same where each figure and each group is', () => {
    const files = evidence(...WHOLE, 'assessments-45wd,quarter,gender,F,2020-09,2,3', 'cla,month,gender,F,2020-12,9,');
    const compared = compareWithAudit(7, content, files);
    expect(compared).toEqual({ publication: 7, compared: 3, different: [] });
    expect(comparedTold(compared)).toBe('Publication 7: its 3 published figures are those that the events make.');
  });

  it('differs where a figure does, a group is missing, or there is one more', () => {
    const files = evidence('cla,month,,,2020-12,6,', WHOLE[1] ?? '', 'assessments-45wd,quarter,gender,M,2020-09,0,1');
    const compared = compareWithAudit(7, content, files);
    expect(compared.different).toEqual([
      { figure: 'cla, month to 2020-12', published: '5', audited: '6' },
      { figure: 'assessments-45wd, quarter to 2020-09, gender F', published: '2/3', audited: '0' },
      { figure: 'assessments-45wd, quarter to 2020-09, gender M', published: '0', audited: '0/1' },
    ]);
    expect(comparedTold(compared)).toMatch(
      /3 of its 4 published figures are NOT .*\n {2}cla, month to 2020-12: published 5, by/,
    );
  });
});
