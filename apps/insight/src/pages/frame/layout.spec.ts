import { html } from './markup';
import { pageMarkup } from './layout';

const PAGE = pageMarkup({
  title: 'Due & overdue',
  authority: '841',
  authorityName: 'Darlington',
  place: 'due',
  crumbs: [{ words: 'Overview', href: '/authorities/841' }],
  body: html`<h1>Due</h1>`,
});

describe('the layout of a page', () => {
  it('can be found one’s way in by ear: language, title, landmarks each once, a way past the navigation', () => {
    expect(PAGE).toMatch(/^<!doctype html>\s*<html lang="en-GB"/);
    expect(PAGE).toContain('<title>Due &#38; overdue, Darlington – CareLedger</title>');
    for (const landmark of ['main', 'header', 'footer', 'h1']) {
      expect(PAGE.match(new RegExp(`<${landmark}[ >]`, 'g'))).toHaveLength(1);
    }
    expect(PAGE).toContain('<a href="#main-content" class="govuk-skip-link">');
    expect(PAGE.match(/aria-current="true"/g)).toHaveLength(1);
  });

  it('is well formed, runs nothing inline and takes nothing from elsewhere', () => {
    expect(PAGE).not.toMatch(/<img| style=| on[a-z]+=|https?:|<script(?! src)/);
    const open: string[] = [];
    for (const [, end, name = ''] of PAGE.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (['meta', 'link', 'br'].includes(name)) continue;
      if (end === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
});
