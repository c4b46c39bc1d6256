import { isFromOwnPage, isOwnForm } from './own-page';

const host = 'figures.example';

describe('a request of an own page', () => {
  it('is one of which the browser says so', () => {
    expect(isFromOwnPage({ host, 'sec-fetch-site': 'same-origin', origin: 'null' })).toBe(true);
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect(isFromOwnPage({ host, 'sec-fetch-site': site, origin: `https://${host}` })).toBe(false);
    }
  });

  it('is, where the browser does not say so, one of our origin', () => {
    expect(isFromOwnPage({ host, origin: `https://${host}` })).toBe(true);
    for (const origin of ['https://evil.example', `https://${host}.evil.example`, `https://${host}:8443`, 'null']) {
      expect(isFromOwnPage({ host, origin })).toBe(false);
    }
    expect(isFromOwnPage({ host })).toBe(false);
  });

  it('may change something only as a form', () => {
    const form = { host, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' };
    expect(isOwnForm('POST', form)).toBe(true);
    expect(isOwnForm('POST', { ...form, 'content-type': 'application/json' })).toBe(false);
    expect(isOwnForm('PUT', form)).toBe(false);
    expect(isOwnForm('POST', { ...form, 'sec-fetch-site': 'cross-site' })).toBe(false);
  });
});
