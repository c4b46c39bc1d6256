import { balancesAreThePostings, knownMonthsAreThoseOfTheInstants } from './balances';
import { expectToHold } from './holds';
import { groupsAddUp } from './groups-add-up';
import { theClockIsNotRead, thereIsNoHorizon } from './no-horizon';
import { figuresComeApart, postingsSayWhy } from './postings';

jest.setTimeout(1_200_000);

describe('the ledger', () => {
  it.each([
    thereIsNoHorizon,
    theClockIsNotRead,
    balancesAreThePostings,
    knownMonthsAreThoseOfTheInstants,
    postingsSayWhy,
    figuresComeApart,
    groupsAddUp,
  ])('$name', (law) => {
    expectToHold(law);
  });
});
