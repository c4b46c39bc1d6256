import { inWords, sentences, smallReturns } from '../testing/small-returns';
import { factsAsOf, withoutContradictions } from './child-facts';

/** What the returns say in the end of what is neither the child nor care, and what is remarked. */
function worked(text: string, alsoThere: readonly number[] = []): { says: string[]; remarks: string[] } {
  const { returns, findings: contradictions } = withoutContradictions(smallReturns(text).returns);
  const years = [...returns.keys(), ...alsoThere];
  const { facts, findings } = factsAsOf(returns, {
    year: Math.max(...years),
    there: (year) => years.includes(year),
    authority: '841',
  });
  const care = /^(child|care|legal-status|placement|cla-review)\./;
  return {
    says: facts
      .filter(({ type }) => !care.test(type))
      .map(inWords)
      .sort(),
    remarks: [...contradictions, ...findings].map(({ origin, outcome, reason }) => {
      return `${origin.file}:${origin.line} ${outcome} ${reason}`;
    }),
  };
}

interface Example {
  readonly rule: string;
  readonly rows: string;
  readonly says: string;
  readonly remarks?: readonly string[];
  readonly alsoThere?: readonly number[];
}

const CARE = '2017 episodes | 09/04/2017 | S | C2 | U4 | | ';

const missing: readonly Example[] = [
  {
    rule: 'a day stands for its noon; the authority is responsible for its child',
    rows: '2017 missing | M | 26/02/2018 | 11/03/2018',
    says: `
      missing.started 2018-02-26: startedAt 2018-02-26T12:00:00Z, kind missing, responsible 841
      missing.ended 2018-02-26: endedAt 2018-03-11T12:00:00Z`,
  },
  {
    rule: 'away without authorisation, and still away; the later year’s row knows the end',
    rows: `
      2017 missing | A | 26/02/2018
      2018 missing | A | 26/02/2018 | 11/04/2018`,
    says: `
      missing.started 2018-02-26: startedAt 2018-02-26T12:00:00Z, kind away, responsible 841
      missing.ended 2018-02-26: endedAt 2018-04-11T12:00:00Z`,
  },
  {
    rule: 'an end never told is before the year whose file does not list it',
    rows: '2017 missing | M | 26/02/2018',
    alsoThere: [2018],
    says: `
      missing.started 2018-02-26: startedAt 2018-02-26T12:00:00Z, kind missing, responsible 841
      missing.ended 2018-02-26: endedAt 2018-03-31T12:00:00Z`,
    remarks: [
      '2017-missing.csv:2 remark MIS_END is not told, and a later file does not list it: it ended before that year',
    ],
  },
];

const outcomes: readonly Example[] = [
  {
    rule: 'flags of a year are dated by its last day; a no of what happens in a year is nothing; the rest has no place',
    rows: '2017 oc2 | 38 | | 1 | | 1 | 1 | 1 | 0 | 1 | 1',
    says: `
      sdq.scored 2017-18:sdq: scoredOn 2018-03-31, score 38
      health-check.completed 2017-18:immunisation: checkedOn 2018-03-31, kind immunisation, upToDate true
      health-check.completed 2017-18:dental: checkedOn 2018-03-31, kind dental
      health-check.completed 2017-18:review: checkedOn 2018-03-31, kind review`,
  },
  {
    rule: 'that immunisations are not up to date is told; a substance misuse too; no score without SDQ_SCORE',
    rows: '2018 oc2 | | SDQ2 | 0 | | 0 | 0 | 0 | 1',
    says: `
      health-check.completed 2018-19:immunisation: checkedOn 2019-03-31, kind immunisation, upToDate false
      substance-misuse.identified 2018-19:substance-misuse: identifiedOn 2019-03-31`,
  },
  {
    rule: 'HEALTH_CHECK is of children under 5 at the year’s end: of this child in 2017-18, not a year later',
    rows: `
      2017 header | 1 | 02/04/2013
      2018 header | 1 | 02/04/2013
      2017 oc2 | | | | 0
      2018 oc2 | | | | 1`,
    says: 'health-check.completed 2017-18:development: checkedOn 2018-03-31, kind development, upToDate false',
  },
  {
    rule: 'each year tells of itself',
    rows: '2017 oc2 | 38.0\n2018 oc2 | 12',
    says: `
      sdq.scored 2017-18:sdq: scoredOn 2018-03-31, score 38
      sdq.scored 2018-19:sdq: scoredOn 2019-03-31, score 12`,
  },
];

const BORN_2000 = '2017 header | 2 | 17/12/2000\n2018 header | 2 | 17/12/2000';
const careLeavers: readonly Example[] = [
  {
    rule: 'at 17 relevant, from 18 former relevant, from one birthday to the next; codes F3 and P3 of before 2021-22',
    rows: `${BORN_2000}
      2017 oc3 | YES | F3 | K1
      2018 oc3 | YES | G4 | X2`,
    says: `
      care-leaver.started 2017-18: startedOn 2017-12-01, status relevant
      care-leaver.ended 2017-18: endedOn 2018-12-01
      care-leaver-contact.made 2017-18: contactedOn 2017-12-01, activity F5, accommodation K1, suitable true
      care-leaver.started 2018-19: startedOn 2018-12-01, status former-relevant
      care-leaver.ended 2018-19: endedOn 2019-12-01
      care-leaver-contact.made 2018-19: contactedOn 2018-12-01, activity G4, accommodation X2, suitable false`,
  },
  {
    rule: 'a birthday from January to March lies in the year’s second half',
    rows: '2017 header | 2 | 17/02/2000\n2017 oc3 | NO | 0 | 0',
    says: `
      care-leaver.started 2017-18: startedOn 2018-02-01, status former-relevant
      care-leaver.ended 2017-18: endedOn 2019-02-01`,
  },
  {
    rule: 'who died, or went home for good, is no care leaver',
    rows: `${BORN_2000}
      2017 oc3 | RHOM | 0 | 0
      2018 oc3 | DIED | 0 | 0`,
    says: '',
  },
  {
    rule: 'of another age than 17 to 21: left out',
    rows: '2017 header | 2 | 17/02/2002\n2017 oc3 | YES | F1 | K1',
    says: '',
    remarks: ['2017-oc3.csv:3 left-out no birthday from the 17th to the 21st lies in the year'],
  },
];

const adoptions: readonly Example[] = [
  {
    rule: 'the order, the placement and the adoption come from the episodes, the match from AD1',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1
      2017 episodes | 01/06/2017 | L | E1 | U4 | 01/09/2017 | X1
      2017 episodes | 01/09/2017 | P | E1 | A4 | 01/02/2018 | E11
      2017 ad1 | 01/05/2017 | 10/07/2017 | 0 | 2 | MF | L11`,
    says: `
      adoption.authorised 2017-04-09: authorisedOn 2017-06-01
      adoption.matched 2017-04-09: matchedOn 2017-07-10
      adoption.placed 2017-04-09: placedOn 2017-09-01
      adoption.ordered 2017-04-09: orderedOn 2018-02-01`,
  },
  {
    rule: 'FOSTER_CARE: the adopters were the carers of the stay before; temporary placements do not break it',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | K2 | 01/05/2017 | X1
      2017 episodes | 01/05/2017 | P | E1 | U4 | 01/06/2017 | X1
      2017 episodes | 01/06/2017 | P | E1 | T1 | 08/06/2017 | X1 | | | BB1
      2017 episodes | 08/06/2017 | T | E1 | U6 | 01/09/2017 | X1
      2017 episodes | 01/09/2017 | P | E1 | A4 | |
      2017 ad1 | 01/05/2017 | 10/07/2017 | 1`,
    says: `
      adoption.authorised 2017-04-09: authorisedOn 2017-05-01
      adoption.matched 2017-04-09: matchedOn 2017-07-10
      adoption.placed 2017-04-09: placedOn 2017-09-01, fosterCarerAdoption true, movedInOn 2017-05-01`,
  },
  {
    rule: 'a match outside care is left out',
    rows: `${CARE}\n2017 ad1 | | 01/04/2017 | 0`,
    says: '',
    remarks: ['2017-ad1.csv:3 left-out DATE_MATCH lies in no care period'],
  },
];

const socialWorkers: readonly Example[] = [
  {
    rule: 'an allocation of a qualified social worker; its natural key is the day and the worker',
    rows: `
      2023 episodes | 09/04/2023 | S | C2 | U4 | |
      2023 sw | SW001 | 09/04/2023 | 01/06/2023 | MANAGE
      2023 sw | SW002 | 01/06/2023 | | CHCHAN`,
    says: `
      allocation.started 2023-04-09:w-SW001: startedOn 2023-04-09, worker w-SW001, qualified true
      allocation.ended 2023-04-09:w-SW001: endedOn 2023-06-01
      allocation.started 2023-06-01:w-SW002: startedOn 2023-06-01, worker w-SW002, qualified true`,
  },
  {
    rule: 'the file lists who is in care at the year’s end: of a child who left, the last allocation goes on until then',
    rows: `
      2023 episodes | 09/04/2023 | S | C2 | U4 | |
      2024 episodes | 09/04/2023 | S | C2 | U4 | 20/07/2024 | E8
      2023 sw | SW001 | 09/04/2023 | | MANAGE`,
    says: `
      allocation.started 2023-04-09:w-SW001: startedOn 2023-04-09, worker w-SW001, qualified true
      allocation.ended 2023-04-09:w-SW001: endedOn 2024-07-20`,
    remarks: [
      '2023-sw.csv:4 remark SW_DEC is not told, and a later file does not list it: it ended with care, or before that year',
    ],
  },
];

describe.each([
  ['missing', missing],
  ['OC2', outcomes],
  ['OC3', careLeavers],
  ['AD1', adoptions],
  ['social workers', socialWorkers],
])('%s', (_table, examples) => {
  test.each(examples)('$rule', ({ rows, says, remarks, alsoThere }) => {
    const said = worked(rows, alsoThere);
    expect(said.says).toEqual(sentences(says));
    // The episodes of the examples have remarks of their own.
    expect(said.remarks.filter((each) => !each.includes('episodes.csv'))).toEqual(remarks ?? []);
  });
});
