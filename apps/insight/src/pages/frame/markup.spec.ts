import { html, raw } from './markup';

describe('markup', () => {
  it('escapes what is put into it, once', () => {
    const name = html`<b>${'Ada & <Ben>'}</b>`;
    expect(String(html`<p title="${'"'}">${name}</p>`)).toBe('<p title="&#34;"><b>Ada &#38; &#60;Ben&#62;</b></p>');
  });

  it('shows lists part by part, numbers as they are, and nothing of what is missing', () => {
    expect(String(html`${[html`<i>1</i>`, '<', 0]}${null}${undefined}${false}`)).toBe('<i>1</i>&#60;0');
  });

  it('takes only what it made itself for markup', () => {
    const forged = { toString: () => '<script>' } as unknown as string;
    expect(() => String(html`${forged}`)).toThrow();
    expect(String(html`${raw('<hr>')}`)).toBe('<hr>');
  });
});
