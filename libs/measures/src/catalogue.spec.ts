import { MEASURES } from './rulebook';
import { catalogueRows, missingTerms, surplusTerms } from './testing/catalogue-rows';

const ROWS = catalogueRows();

describe('the rulebook, held against the agreed catalogue (docs/measures.md)', () => {
  it('has its measures in the same order', () => {
    const ids = MEASURES.map(({ id }) => id);
    expect(ROWS.flatMap((row) => row.ids).filter((id) => ids.includes(id))).toEqual(ids);
  });

  describe.each(ROWS.map((row) => [row.ids.join(', '), row] as const))('%s', (_, row) => {
    const measures = MEASURES.filter(({ id }) => row.ids.includes(id));
    const isWhole = measures.length === row.ids.length;

    it('has the kind, the shape and the rate of its row', () => {
      for (const { id, kind, shape, rate = false } of measures) {
        expect({ id, kind, shape, rate }).toEqual({ id, kind: row.kind, shape: row.shape, rate: row.rate });
      }
    });

    it('has the codes of its row', () => {
      const codes = new Set(measures.flatMap((measure) => measure.codes ?? []));
      for (const code of codes) expect(row.codes).toContain(code);
      if (isWhole) expect(codes).toEqual(new Set(row.codes));
    });

    it('is defined in the terms of its row: fields, numbers, comparisons', () => {
      const definitions = measures.map(({ definition }) => definition);
      expect(surplusTerms(row, definitions, ROWS)).toEqual([]);
      if (isWhole) expect(missingTerms(row, definitions)).toEqual([]);
    });
  });
});

describe('reading the catalogue', () => {
  it('finds every row', () => {
    const ids = ROWS.flatMap((row) => row.ids);
    expect([ids.length, new Set(ids).size]).toEqual([87, 87]);
  });

  it('reads what stands for several measures', () => {
    expect(ROWS.find(({ ids }) => ids.includes('care-leavers-eet-17-18'))).toMatchObject({
      ids: ['care-leavers-eet-19-21', 'care-leavers-eet-17-18'],
      codes: ['C'],
    });
    expect(ROWS.find(({ ids }) => ids.includes('cla'))?.codes).toEqual(['CSC 201', 'CSC 200', 'C']);
  });

  it('sees a number, a comparison or a field that differs', () => {
    const row = ROWS.find(({ ids }) => ids.includes('assessments-45wd'));
    if (row === undefined) throw new Error('the row is gone');
    const right = 'Each completed assessment, on completedOn; numerator: wd(started, completed) ≤ 45.';
    expect([missingTerms(row, [right]), surplusTerms(row, [right], ROWS)]).toEqual([[], []]);
    const wrong = 'Each completed assessment, on startedOn; numerator: wd(started, completed) < 40.';
    expect(missingTerms(row, [wrong])).toEqual(['45', 'completedOn', '≤']);
    expect(surplusTerms(row, [wrong], ROWS)).toEqual(['40', '<', 'startedOn']);
  });
});
