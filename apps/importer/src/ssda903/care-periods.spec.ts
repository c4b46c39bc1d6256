import { inWords, sentences, smallReturns } from '../testing/small-returns';
import { factsAsOf, withoutContradictions } from './child-facts';

/** What the returns say in the end, but for the description and what is listed beside it. */
function worked(text: string): { says: string[]; remarks: string[] } {
  const { returns } = withoutContradictions(smallReturns(text).returns);
  const years = [...returns.keys()];
  const { facts, findings } = factsAsOf(returns, {
    year: Math.max(...years),
    there: (year) => years.includes(year),
    authority: '841',
  });
  return {
    says: facts
      .filter(({ type }) => type !== 'child.described')
      .map(inWords)
      .sort(),
    remarks: findings.map(({ origin, reason }) => `${origin.file}:${origin.line} ${reason}`),
  };
}

interface Example {
  readonly rule: string;
  /** year file | DECOM | RNE | LS | PLACE | DEC | REC | REASON_PLACE_CHANGE | PLACE_PROVIDER | PL_POST | URN */
  readonly rows: string;
  readonly says: string;
  readonly remarks?: readonly string[];
}

const examples: readonly Example[] = [
  {
    rule: 'RNE S begins a care period and a placement; a REC of E… ends both, with its reason for the care period',
    rows: '2017 episodes | 09/04/2017 | S | C2 | U4 | 31/10/2017 | E8 | | PR1',
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C2
      care.ended 2017-04-09: endedOn 2017-10-31, reason E8
      placement.started 2017-04-09: startedOn 2017-04-09, type U4, provider PR1
      placement.ended 2017-04-09: endedOn 2017-10-31`,
  },
  {
    rule: 'an episode without DEC is open, whatever its REC says',
    rows: '2017 episodes | 09/04/2017 | S | C2 | U4 | | E8',
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C2
      placement.started 2017-04-09: startedOn 2017-04-09, type U4`,
  },
  {
    rule: 'REC X1 goes on: RNE P is another placement, and the reason of its change stands with the one that ended',
    rows: `
      2017 episodes | 09/04/2017 | S | C2 | U4 | 01/06/2017 | X1 | CARPL
      2017 episodes | 01/06/2017 | P | C2 | K2 | 31/10/2017 | E11`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C2
      care.ended 2017-04-09: endedOn 2017-10-31, reason E11
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2017-06-01, reason CARPL
      placement.started 2017-06-01: startedOn 2017-06-01, type K2
      placement.ended 2017-06-01: endedOn 2017-10-31
      adoption.ordered 2017-04-09: orderedOn 2017-10-31`,
  },
  {
    rule: 'RNE L changes the legal status alone: the placement goes on through it',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1
      2017 episodes | 01/06/2017 | L | C2 | U4 | 31/10/2017 | E8 | STAND`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      care.ended 2017-04-09: endedOn 2017-10-31, reason E8
      legal-status.changed 2017-06-01: care 2017-04-09, changedOn 2017-06-01, legalStatus C2
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2017-10-31, reason STAND`,
  },
  {
    rule: 'RNE B changes legal status, placement and carers',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1
      2017 episodes | 01/06/2017 | B | C2 | H5 | | `,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      legal-status.changed 2017-06-01: care 2017-04-09, changedOn 2017-06-01, legalStatus C2
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2017-06-01
      placement.started 2017-06-01: startedOn 2017-06-01, type H5`,
  },
  {
    rule: 'RNE T is another placement with the same carers, RNE U that and another legal status',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U6 | 01/06/2017 | X1
      2017 episodes | 01/06/2017 | T | C1 | U4 | 01/09/2017 | X1
      2017 episodes | 01/09/2017 | U | E1 | A5 | | `,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      legal-status.changed 2017-09-01: care 2017-04-09, changedOn 2017-09-01, legalStatus E1
      placement.started 2017-04-09: startedOn 2017-04-09, type U6
      placement.ended 2017-04-09: endedOn 2017-06-01
      placement.started 2017-06-01: startedOn 2017-06-01, type U4, sameCarer true
      placement.ended 2017-06-01: endedOn 2017-09-01
      placement.started 2017-09-01: startedOn 2017-09-01, type A5, sameCarer true
      adoption.authorised 2017-04-09: authorisedOn 2017-09-01
      adoption.placed 2017-04-09: placedOn 2017-09-01, fosterCarerAdoption true, movedInOn 2017-04-09`,
  },
  {
    rule: 'after a temporary placement the child comes back to the same carers: provider, URN and postcode tell',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1 | | PR1 | DL1 5QT | 1234567
      2017 episodes | 01/06/2017 | P | C1 | T1 | 15/06/2017 | X1 | | PR1 | DL3 7LX | 7654321
      2017 episodes | 15/06/2017 | P | C1 | U4 | | | | PR1 | dl15qt | 1234567`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      placement.started 2017-04-09: startedOn 2017-04-09, type U4, provider PR1
      placement.ended 2017-04-09: endedOn 2017-06-01
      placement.started 2017-06-01: startedOn 2017-06-01, type T1, provider PR1
      placement.ended 2017-06-01: endedOn 2017-06-15
      placement.started 2017-06-15: startedOn 2017-06-15, type U4, sameCarer true, provider PR1`,
  },
  {
    rule: 'after two temporary placements the child moves on to other carers: a move',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1 | | PR1 | DL1 5QT | 1234567
      2017 episodes | 01/06/2017 | P | C1 | T1 | 15/06/2017 | X1 | | PR1 | DL3 7LX | 7654321
      2017 episodes | 15/06/2017 | P | C1 | T3 | 20/06/2017 | X1 | | PR1 | DL3 7LX | 7654321
      2017 episodes | 20/06/2017 | P | C1 | U4 | | | | PR1 | DL2 2AA | 1234567`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      placement.started 2017-04-09: startedOn 2017-04-09, type U4, provider PR1
      placement.ended 2017-04-09: endedOn 2017-06-01
      placement.started 2017-06-01: startedOn 2017-06-01, type T1, provider PR1
      placement.ended 2017-06-01: endedOn 2017-06-15
      placement.started 2017-06-15: startedOn 2017-06-15, type T3, provider PR1
      placement.ended 2017-06-15: endedOn 2017-06-20
      placement.started 2017-06-20: startedOn 2017-06-20, type U4, provider PR1`,
  },
  {
    rule: 'short breaks (V3, V4) are care periods of their own; each break begins with S',
    rows: `
      2017 episodes | 07/04/2017 | S | V3 | U5 | 09/04/2017 | E8
      2017 episodes | 05/05/2017 | S | V3 | U5 | 07/05/2017 | E8`,
    says: `
      care.started 2017-04-07: startedOn 2017-04-07, legalStatus V3
      care.ended 2017-04-07: endedOn 2017-04-09, reason E8
      placement.started 2017-04-07: startedOn 2017-04-07, type U5
      placement.ended 2017-04-07: endedOn 2017-04-09
      care.started 2017-05-05: startedOn 2017-05-05, legalStatus V3
      care.ended 2017-05-05: endedOn 2017-05-07, reason E8
      placement.started 2017-05-05: startedOn 2017-05-05, type U5
      placement.ended 2017-05-05: endedOn 2017-05-07`,
  },
  {
    rule: 'where short breaks turn into care, the care period begins there and not before, with the same carers',
    rows: `
      2017 episodes | 07/04/2017 | S | V4 | U5 | 01/07/2017 | X1
      2017 episodes | 01/07/2017 | L | C2 | U5 | | `,
    says: `
      care.started 2017-04-07: startedOn 2017-04-07, legalStatus V4
      care.ended 2017-04-07: endedOn 2017-07-01
      placement.started 2017-04-07: startedOn 2017-04-07, type U5
      placement.ended 2017-04-07: endedOn 2017-07-01
      care.started 2017-07-01: startedOn 2017-07-01, legalStatus C2
      placement.started 2017-07-01: startedOn 2017-07-01, type U5, sameCarer true`,
  },
  {
    rule: 'the first episode that the files know stands in for a start that lies before them',
    rows: '2017 episodes | 11/01/2016 | P | J3 | H5 | 06/04/2017 | E14',
    says: `
      care.started 2016-01-11: startedOn 2016-01-11, legalStatus J3
      care.ended 2016-01-11: endedOn 2017-04-06, reason E14
      placement.started 2016-01-11: startedOn 2016-01-11, type H5
      placement.ended 2016-01-11: endedOn 2017-04-06`,
    remarks: [
      '2017-episodes.csv:2 the care period began before this episode (RNE is not S): DECOM stands in for its start',
    ],
  },
  {
    rule: 'a missing episode between two that go on costs its placement, not the care period',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1
      2017 episodes | 01/06/2017 | P | ?? | U5 | 01/07/2017 | X1
      2017 episodes | 01/07/2017 | P | C1 | U6 | 01/09/2017 | E8`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      care.ended 2017-04-09: endedOn 2017-09-01, reason E8
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2017-06-01
      placement.started 2017-07-01: startedOn 2017-07-01, type U6
      placement.ended 2017-07-01: endedOn 2017-09-01`,
    remarks: ['2017-episodes.csv:2 the episode that should follow (REC X1) is missing: care goes on to the next one'],
  },
  {
    rule: 'a care period of which nothing more is told although it goes on ends where the rows end',
    rows: '2017 episodes | 09/04/2017 | S | C1 | U4 | 01/06/2017 | X1',
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      care.ended 2017-04-09: endedOn 2017-06-01
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2017-06-01`,
    remarks: ['2017-episodes.csv:2 no episode follows although REC is X1: the care period ends here'],
  },
  {
    rule: 'two chains at once contradict one another: each keeps what it says',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | 01/08/2017 | X1
      2017 episodes | 01/06/2017 | S | L2 | K2 | 10/06/2017 | E8
      2017 episodes | 01/08/2017 | P | C1 | U6 | 01/09/2017 | E9`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      care.ended 2017-04-09: endedOn 2017-09-01, reason E9
      care.started 2017-06-01: startedOn 2017-06-01, legalStatus L2
      care.ended 2017-06-01: endedOn 2017-06-10, reason E8
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2017-08-01
      placement.started 2017-06-01: startedOn 2017-06-01, type K2
      placement.ended 2017-06-01: endedOn 2017-06-10
      placement.started 2017-08-01: startedOn 2017-08-01, type U6
      placement.ended 2017-08-01: endedOn 2017-09-01`,
  },
  {
    rule: 'an open episode ends where a later one, of a later return, begins',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | | 
      2018 episodes | 20/03/2018 | P | C1 | U6 | | `,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2018-03-20
      placement.started 2018-03-20: startedOn 2018-03-20, type U6`,
    remarks: ['2017-episodes.csv:2 the end is not told, or lies after the next episode: it ends where that begins'],
  },
  {
    rule: 'the year’s row wins over that of the year before: an episode open in one and closed in the next is the same',
    rows: `
      2017 episodes | 09/04/2017 | S | C1 | U4 | | 
      2018 episodes | 09/04/2017 | S | C1 | U4 | 02/10/2018 | E8`,
    says: `
      care.started 2017-04-09: startedOn 2017-04-09, legalStatus C1
      care.ended 2017-04-09: endedOn 2018-10-02, reason E8
      placement.started 2017-04-09: startedOn 2017-04-09, type U4
      placement.ended 2017-04-09: endedOn 2018-10-02`,
  },
  {
    rule: 'reviews: one a day, whichever years list it',
    rows: `
      2017 reviews | 08/10/2017
      2018 reviews | 08/10/2017
      2018 reviews | 09/10/2018`,
    says: `
      cla-review.held 2017-10-08: heldOn 2017-10-08
      cla-review.held 2018-10-09: heldOn 2018-10-09`,
  },
  {
    rule: 'an unaccompanied child counts as one from the start of the care period that reaches into the first year of the file',
    rows: `
      2017 episodes | 01/05/2016 | S | V2 | U6 | 01/07/2016 | E8
      2017 episodes | 11/01/2017 | S | C2 | U6 | | 
      2017 uasc | 12/12/2018`,
    says: `
      care.started 2016-05-01: startedOn 2016-05-01, legalStatus V2
      care.ended 2016-05-01: endedOn 2016-07-01, reason E8
      placement.started 2016-05-01: startedOn 2016-05-01, type U6
      placement.ended 2016-05-01: endedOn 2016-07-01
      care.started 2017-01-11: startedOn 2017-01-11, legalStatus C2
      placement.started 2017-01-11: startedOn 2017-01-11, type U6
      uasc.started uasc: startedOn 2017-01-11
      uasc.ended uasc: endedOn 2018-12-12`,
  },
  {
    rule: '… and where the first year of the file has no care period, of the next that has one',
    rows: `
      2017 uasc |
      2018 episodes | 05/03/2019 | S | C2 | U6 | |
      2018 uasc | `,
    says: `
      care.started 2019-03-05: startedOn 2019-03-05, legalStatus C2
      placement.started 2019-03-05: startedOn 2019-03-05, type U6
      uasc.started uasc: startedOn 2019-03-05`,
  },
];

describe('what the episodes of a child say', () => {
  test.each(examples)('$rule', ({ rows, says, remarks }) => {
    const result = worked(rows);
    expect(result.says).toEqual(sentences(says));
    expect(result.remarks).toEqual(remarks ?? []);
  });
});
