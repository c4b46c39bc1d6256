import { figuresAsKnownAreTheOracles, figuresAsKnownAreThoseOfThen } from './as-known-at';
import { computingAnewPostsNothing } from './computing-anew';
import { expectToHold } from './holds';
import { batchesChangeNothing, orderAndRepetitionChangeNothing } from './order-and-batches';
import { retractingEverythingLeavesNothing } from './retracting-everything';

jest.setTimeout(1_200_000);

describe('as events come', () => {
  it.each([
    orderAndRepetitionChangeNothing,
    batchesChangeNothing,
    figuresAsKnownAreThoseOfThen,
    retractingEverythingLeavesNothing,
    computingAnewPostsNothing,
    figuresAsKnownAreTheOracles,
  ])('$name', (law) => {
    expectToHold(law);
  });
});
