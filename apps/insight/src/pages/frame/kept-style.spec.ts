import { keptStyle } from '../../../../../infra/kept-style';
import { STYLE } from './assets';

describe('the stylesheet', () => {
  it('is what `npm run make:style` makes of its sources', () => {
    // Not compared by expect: a difference would be printed whole.
    expect(keptStyle().css === STYLE).toBe(true);
  });

  it('fetches nothing, and has neither the crown nor the typeface of the government', () => {
    const found = STYLE.match(/url\([^)]{0,60}|@import[^;]{0,60}|GDS Transport|crown|crest/gi);
    expect((found ?? []).filter((text) => !text.startsWith('url("data:'))).toEqual([]);
  });
});
