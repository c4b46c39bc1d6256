import { EVENTS } from '@careledger/contract';
import { readCodeLists, readCodes } from './codes';
import { CODES } from './national';

describe('the lists of statutory codes', () => {
  it.each([
    ['placement-type', 'K3', '2023/24', 'not valid'],
    ['placement-type', 'K3', '2024/25', 'valid'],
    ['placement-type', 'H5', '2024/25', 'valid'],
    ['placement-type', 'H5', '2025/26', 'not valid'],
    ['placement-type', 'Z11', '2025/26', 'valid'],
    ['placement-type', 'U4', '2020/21', 'not established'],
    ['placement-type', 'Q1', '2022/23', 'not valid'],
    ['placement-type', 'Q1', '2010/11', 'not established'],
    ['placement-type', 'X9', '2022/23', 'unknown code'],
    ['legal-status', 'V3', '2025/26', 'valid'],
    ['no-list', 'V3', '2025/26', 'unknown code'],
  ])('%s %s in %s: %s', (list, code, year, expected) => expect(CODES.validity(list, code, year)).toBe(expected));

  it('have the codes that measures name', () => {
    for (const code of ['A3', 'A4', 'A5', 'A6', 'T0', 'T1', 'T2', 'T3', 'T4', 'U1', 'U4']) {
      expect(CODES.validity('placement-type', code, '2022/23')).toBe('valid');
    }
    for (const code of ['E11', 'E12']) expect(CODES.validity('reason-episode-ceased', code, '2022/23')).toBe('valid');
  });

  it('agree with the lists that the event contract fixes', () => {
    const fixed = (schema: unknown) => (schema as { enum: readonly string[] }).enum;
    const inReturns = (list: string) =>
      CODES.of(list)
        .filter(({ valid }) => valid !== null)
        .map(({ code }) => code);
    expect(new Set(fixed(EVENTS['cp-plan.started'].data.properties.category))).toEqual(
      new Set(inReturns('category-of-abuse')),
    );
    // The return's 0 is a care leaver with whom there is no contact: no event.
    expect(new Set([...fixed(EVENTS['care-leaver-contact.made'].data.properties.activity), '0'])).toEqual(
      new Set(inReturns('activity')),
    );
  });

  it('are within the years that are established, and of lists that there are', () => {
    const lists = readCodeLists('lists', 'list,collection,title,fields,from,to,source\na,r,t,f,2022/23,2024/25,s');
    const read = (row: string) => readCodes('codes', `list,code,meaning,first,last,note\n${row}`, lists);
    expect(read('a,X,,2023/24,2024/25,')).toMatchObject([{ valid: { first: '2023/24', last: '2024/25' } }]);
    expect(read('a,X,,,,')).toMatchObject([{ valid: null }]);
    expect(() => read('a,X,,2023/24,2025/26,')).toThrow('codes, line 2: must lie within the years');
    expect(() => read('b,X,,,,')).toThrow('codes, line 2: has "b" in the column list');
  });
});
