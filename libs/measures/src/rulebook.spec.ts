import { MEASURES } from './rulebook';
import { figureOf, readWorkedExample } from './testing/worked-examples';

describe('the description of', () => {
  it.each(MEASURES)(
    '$id says what it asks, what decides the period, what was chosen and what is left out',
    (measure) => {
      const { asks, title, definition, decidedBy, notes = [], limits } = measure;
      expect(asks).toMatch(/^[A-Z].*\?$/);
      for (const said of [title, definition]) expect(said).toMatch(/^[A-Z0-9]/);
      // It goes on a sentence: "Decided by …".
      expect(decidedBy).toMatch(/^(the|every) [^.]+$/);
      expect(limits.length).toBeGreaterThan(0);
      const sentences = [...notes, ...limits];
      for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
      expect(new Set(sentences).size).toBe(sentences.length);
    },
  );
});

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
