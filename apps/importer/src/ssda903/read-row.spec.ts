import { smallReturns } from '../testing/small-returns';
import { READ_ROW } from './read-row';

function reasons(line: string): string[] {
  return smallReturns(line).findings.map(({ outcome, reason }) => `${outcome}: ${reason}`);
}

test.each([
  ['2017 episodes | 31/02/2017 | S | C2 | U4', 'left-out: DECOM is no date (dd/mm/yyyy)'],
  ['2017 episodes | 2017-04-09 | S | C2 | U4', 'left-out: DECOM is no date (dd/mm/yyyy)'],
  ['2017 episodes | 31/12/1989 | S | C2 | U4', 'left-out: DECOM lies before 1990'],
  ['2017 episodes | 02/04/2018 | S | C2 | U4', 'left-out: DECOM lies after the year of the return'],
  ['2017 episodes | 09/04/2017 | Z | C2 | U4', 'left-out: RNE is no code of the return'],
  ['2017 episodes | 09/04/2017 | S | C9 | U4', 'left-out: LS is no code of the return'],
  ['2017 episodes | 09/04/2017 | S | C2 | X7', 'left-out: PLACE is no code of the return'],
  ['2017 episodes | 09/04/2017 | S | C2 | U4 | 08/04/2017 | E8', 'left-out: DEC lies before DECOM'],
  ['2017 episodes | 09/04/2017 | S | C2 | U4 | soon | E8', 'left-out: DEC is no date (dd/mm/yyyy)'],
  ['2017 episodes | 09/04/2017 | S | C2 | U4 | 02/04/2018 | E8', 'left-out: DEC lies after the year of the return'],
  ['2017 episodes | 09/04/2017 | S | C2 | U4 | 10/04/2017 | E99', 'left-out: REC is no code of the return'],
  ['2017 reviews | 00/04/2017', 'left-out: REVIEW is no date (dd/mm/yyyy)'],
  ['2017 reviews | 02/04/2018', 'left-out: REVIEW lies after the year of the return'],
  ['2017 uasc | 2017', 'left-out: DUC is no date (dd/mm/yyyy)'],
  ['2017 header | 2 | 1/13/2005', 'left-out: DOB is no date (dd/mm/yyyy)'],
  ['2017 header | 2 | 15/06/2018', 'left-out: DOB lies after the year of the return'],
  ['2017 header | 7 | 15/06/2005', 'remark: SEX is no code of the return: the gender is taken as not known'],
  ['2017 header | 1 | 15/06/2005 | XXXX', 'remark: ETHNIC is no code of the return: the row is taken without it'],
  ['2017 episodes | 09/04/2017 | S | C2 | U4 | | E8', 'remark: REC without DEC: the episode is taken as open'],
  [
    '2017 episodes | 09/04/2017 | S | C2 | U4 | 10/04/2017 | E8 | NONE',
    'remark: REASON_PLACE_CHANGE is no code of the return: the row is taken without it',
  ],
  ['2017 missing | X | 26/02/2018', 'left-out: MISSING is neither M nor A'],
  ['2017 missing | M | 26/02', 'left-out: MIS_START is no date (dd/mm/yyyy)'],
  ['2017 missing | M | 26/02/2018 | 25/02/2018', 'left-out: MIS_END lies before MIS_START'],
  ['2017 missing | M | 26/02/2018 | 02/04/2018', 'left-out: MIS_END lies after the year of the return'],
  ['2017 oc2 | 41 | | 0', 'remark: SDQ_SCORE is no whole number from 0 to 40: the row is taken without it'],
  ['2017 oc2 | | SDQ1 | 0 | 0 | 2', 'remark: IMMUNISATIONS is neither 0 nor 1: the row is taken without it'],
  ['2017 oc3 | MAYBE | F1 | K1', 'left-out: IN_TOUCH is no code of the return'],
  ['2017 oc3 | NO | F9 | 0', 'remark: ACTIV is no code of the return: the row is taken without it'],
  ['2017 oc3 | YES | F1 | 0', 'remark: IN_TOUCH is YES, yet ACTIV or ACCOM is not known: no contact is told'],
  ['2017 ad1 | 22/11/2017 | | 1', 'left-out: DATE_MATCH is no date (dd/mm/yyyy)'],
  ['2017 ad1 | 22/11/2017 | 22/11/2017 | 7', 'remark: FOSTER_CARE is neither 0 nor 1: taken as 0'],
  [
    '2023 sw | XX0000001 | 01/05/2023',
    'left-out: SW_ID is no number of the register of social workers (SW and digits)',
  ],
  ['2023 sw | SW000001 | 01/05/2023 | 30/04/2023', 'left-out: SW_DEC lies before SW_DECOM'],
])('%s', (line, finding) => {
  expect(reasons(line)).toEqual([finding]);
});

test('the last days that a return can tell of, and an episode of no length, are taken', () => {
  expect(reasons('2017 episodes | 31/03/2018 | S | C2 | U4 | 01/04/2018 | E8')).toEqual([]);
  expect(reasons('2017 episodes | 09/04/2017 | S | C2 | U4 | 09/04/2017 | E8')).toEqual([]);
});

test('of a header no more is kept than the events need; codes may be in lower case', () => {
  const fields: Record<string, string> = { SEX: 'f', DOB: '5/6/2005', ETHNIC: 'wbri', UPN: 'B097131712320' };
  const reading = READ_ROW.header((column) => fields[column] ?? '', {
    year: 2017,
    homeOf: () => 'home',
    workerOf: () => 'w',
  });
  expect(reading.row).toEqual({ birthMonth: '2005-06', gender: 'F', ethnicity: 'WBRI' });
});
