import { balancesAreThePostings, knownMonthsAreThoseOfTheInstants } from './balances';
import { expectToHold } from './holds';
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
  ])('$name', (law) => {
    expectToHold(law);
  });
});
