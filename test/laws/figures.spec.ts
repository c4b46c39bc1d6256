import { engine } from './engine';
import { oracleOf } from './compared';
import { figuresAreTheOracles, figuresAreTheOraclesWhereTheyTurn } from './figures-are-the-oracles';
import { expectToHold } from './holds';

jest.setTimeout(1_200_000);

describe('the figures of the ledger', () => {
  it('are asked of the oracle for every measure and every breakdown', () => {
    const known = new Map(oracleOf([]).measures.map((measure) => [measure.id, measure]));
    for (const { id, kind, shape, breakdowns } of engine.measures.MEASURES) {
      const { breakdowns: asked, ...outline } = known.get(id) ?? { breakdowns: [] };
      expect({ ...outline, breakdowns: [...asked].sort() }).toEqual({
        id,
        kind,
        shape,
        breakdowns: [...breakdowns].sort(),
      });
    }
  });

  it.each([figuresAreTheOraclesWhereTheyTurn, figuresAreTheOracles])('$name', (law) => {
    // That the figures are right is what matters most and shows in the rarest of histories.
    expectToHold(law, 3);
  });
});
