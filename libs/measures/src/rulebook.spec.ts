import { MEASURES } from './rulebook';
import { figureOf, readWorkedExample } from './testing/worked-examples';

describe('the worked examples of the catalogue', () => {
  for (const measure of MEASURES) {
    describe(measure.id, () => {
      for (const line of readWorkedExample(measure)) {
        it.each(line.expected)(`${line.name}: $text`, (expected) => {
          const figure = figureOf(measure, line, expected);
          if (measure.meanOver !== undefined) {
            // A mean over keys: the denominator is made by the reader; one child's pairs are what the ledger holds.
            expect(figure.numerator).toBe(expected.numerator);
          } else {
            expect(figure).toEqual({ numerator: expected.numerator, denominator: expected.denominator });
          }
        });
      }
    });
  }
});
