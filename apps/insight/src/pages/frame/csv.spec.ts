import { csvText } from './csv';
import { html } from './markup';

describe('a table as CSV', () => {
  it('has the values, not what is shown', () => {
    const text = csvText({
      columns: [{ head: 'Measure' }, { head: 'Figure', kind: 'number', name: 'value' }],
      rows: [
        ['Reviews, in time', { shown: html`<b>85.2%</b>`, value: 85.20599 }],
        ['None', null],
      ],
    });
    expect(text).toBe('\ufeffMeasure,value\n"Reviews, in time",85.20599\nNone,\n');
  });

  it('holds nothing that a spreadsheet would take for a formula', () => {
    const text = csvText({ columns: [{ head: 'Child' }], rows: [['=1+1'], ['-minus-00001'], ['@x'], [-3]] });
    expect(text.split('\n').slice(1, 5)).toEqual(["'=1+1", "'-minus-00001", "'@x", '-3']);
  });
});
