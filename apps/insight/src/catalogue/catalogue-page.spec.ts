import { AREAS, MEASURES, NEWEST, readWorkedText, RULEBOOK_VERSION, type Measure } from '@careledger/measures';
import {
  BUNDLED_TARGETS,
  CODES,
  COMPARATORS,
  keptFileDescriptions,
  readingOf,
  TargetBook,
} from '@careledger/reference';
import { escaped } from '../html';
import { cataloguePage } from './catalogue-page';
import { measurePage } from './measure-page';
import { POLARITY_WORDS, targetInWords } from './target-words';
import { eventInWords, figureInWords } from './worked-table';

const TARGETS = new TargetBook(BUNDLED_TARGETS);
const LIST = plain(cataloguePage(NEWEST, TARGETS).markup);

/** Markup as it would be written by hand: without the classes of the frame, on one line. */
function plain(markup: string): string {
  const unclassed = markup.replace(/\s+class="(govuk|app)-[^"]*"/g, '');
  return unclassed.replace(/\s*\n\s*([<>])/g, '$1').replace(/>\s*\n\s*/g, '>');
}

function pageOf(measure: Measure): string {
  const area = AREAS.find(({ measures }) => measures.includes(measure))?.area ?? '';
  return plain(measurePage({ area: area, version: RULEBOOK_VERSION, measure: measure }, TARGETS).markup);
}

function measureNamed(id: string): Measure {
  const found = MEASURES.find((measure) => measure.id === id);
  if (found === undefined) throw new Error(`${id} is no measure`);
  return found;
}

/** What a page says under a term. */
function factOf(html: string, term: string): string | undefined {
  return new RegExp(`<dt>${term}</dt><dd>(.*?)</dd>`).exec(html)?.[1];
}

/** What nobody needs a browser to see: a page that a screen reader can find its way in, with no script, and well formed. */
function mustBeReadable(html: string): void {
  expect(html.match(/<h1>/g)).toHaveLength(1);
  expect(html).not.toMatch(/<script|<img| style=| on[a-z]+=|https?:/);
  expect(html.match(/<table>/g)?.length).toBe(html.match(/<table><caption>[^<]+<\/caption>/g)?.length);
  expect(html).not.toMatch(/<t[hd][^>]*>(undefined|null|NaN|\[object)/);
  for (const head of html.match(/<th\b[^>]*>/g) ?? []) expect(head).toMatch(/scope="(col|row)"/);
  const open: string[] = [];
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (['meta', 'br'].includes(name)) continue;
    if (end === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
}

describe('the catalogue page', () => {
  it('can be read without a script, by ear too', () => mustBeReadable(LIST));

  it('lists every measure, in the order of the rulebook, each under its area', () => {
    const links = [...LIST.matchAll(/href="\/catalogue\/([^"]+)"/g)].map(([, id]) => id);
    expect(links).toEqual(MEASURES.map(({ id }) => id));
    for (const { area } of AREAS) expect(LIST).toContain(`<h2>${escaped(area)}</h2>`);
    expect(LIST).toContain(`${MEASURES.length} measures of the rulebook, version ${RULEBOOK_VERSION}`);
  });

  it('names every file of reference data with its version, and every list of codes', () => {
    for (const { name, what, source } of keptFileDescriptions()) {
      for (const text of [name, what, source]) expect(LIST).toContain(escaped(text));
    }
    for (const { title, source } of CODES.lists) {
      for (const text of [title, source]) expect(LIST).toContain(escaped(text));
    }
    expect(LIST).toContain('H5 up to 2024/25, P2 up to 2024/25, Z1 up to 2024/25, K3 from 2024/25');
  });
});

describe.each(MEASURES)('the page of $id', (measure) => {
  const html = pageOf(measure);

  it('can be read without a script, by ear too', () => mustBeReadable(html));

  it('has everything that the rulebook says of it', () => {
    const { id, title, asks, definition, decidedBy, codes = [], breakdowns, notes = [], limits } = measure;
    expect(html).toContain(`<h1>${escaped(title)}</h1>`);
    expect(html).toContain(`<p>${escaped(asks)}</p>`);
    expect(html).toContain(`<p class="definition">${escaped(definition)}</p>`);
    for (const said of [...notes, ...limits]) expect(html).toContain(`<li>${escaped(said)}</li>`);
    expect(factOf(html, 'Identifier')).toBe(`<code>${id}</code>`);
    expect(factOf(html, 'Codes in the reports')).toBe(codes.join(', ') || 'None');
    expect(factOf(html, 'Breakdowns')).toBe(breakdowns.map((name) => `<code>${name}</code>`).join(', '));
    expect(factOf(html, 'Rulebook')).toBe(`Version ${RULEBOOK_VERSION}`);
    expect(factOf(html, 'Kind')?.toLowerCase()).toContain(`${measure.kind}:`);
    expect(factOf(html, 'Shape')?.toLowerCase()).toContain(measure.shape);
    expect(factOf(html, 'Deciding date')?.toLowerCase()).toBe(`${escaped(decidedBy).toLowerCase()}.`);
    expect(html.includes('as a rate per 10,000')).toBe(measure.rate === true);
  });

  it('has every line of its worked example with the figures that are expected', () => {
    for (const { name, events, figures } of readWorkedText(measure.worked)) {
      expect(html).toContain(escaped(name));
      for (const event of events) expect(html).toContain(`<li>${escaped(eventInWords(event))}</li>`);
      for (const figure of figures) expect(html).toContain(`<li>${escaped(figureInWords(figure, measure))}</li>`);
    }
  });

  it('has polarity, every target and every year that others published', () => {
    expect(html).toContain(POLARITY_WORDS[readingOf(measure.id).polarity]);
    for (const target of TARGETS.of(measure.id)) expect(html).toContain(escaped(targetInWords(target)));
    for (const { year, source } of COMPARATORS.of(measure.id)) {
      expect(html).toContain(`<th scope="row">${year}</th>`);
      expect(html).toContain(escaped(source));
    }
  });
});

describe('what a measure’s page says', () => {
  it('puts the worked example in words', () => {
    const html = pageOf(measureNamed('assessments-45wd'));
    expect(html).toContain('<li>2020-04-01: assessment started</li><li>2020-06-09: assessment completed</li>');
    expect(html).toContain('<li>on 2020-06-09: 1 of 1</li>');
    expect(html).toContain('<li>on 2020-06-10: 0 of 1</li>');
    expect(pageOf(measureNamed('cla'))).toContain('<li>2020-04-01: care started (legal status: C2)</li>');
    expect(pageOf(measureNamed('cla'))).toContain('<li>at the end of 2020-05-31: 1</li>');
    expect(pageOf(measureNamed('missing-children'))).toContain('<li>quarter up to 2020-06-30: 1</li>');
    expect(pageOf(measureNamed('re-referrals-12m'))).toContain('referral received (no. 2)');
    const [line] = readWorkedText('Ada: sdq.scored 2020-06-01 score=12 => 2020-06-01 12/1');
    const figures = line?.figures.map((figure) => figureInWords(figure, { kind: 'stock', shape: 'mean' }));
    expect(figures).toEqual(['at the end of 2020-06-01: 12 over 1']);
  });

  it('puts targets in words, by period', () => {
    const rows = (id: string) =>
      [...pageOf(measureNamed(id)).matchAll(/<th scope="row">([a-z ]+)<\/th><td>(at [^<]+|\d[^<]+)<\/td>/g)].map(
        ([, period, target]) => [period, target],
      );
    expect(rows('icpc-15wd')).toEqual([
      ['month', 'at least 100%'],
      ['year to date', 'at least 95%'],
    ]);
    expect(rows('cla-20-miles')).toEqual([['month', 'at most 10%']]);
    expect(rows('cla')).toEqual([['month', '95 per 10,000']]);
    expect(pageOf(measureNamed('cla-uasc'))).toContain('<p>None is set.</p>');
  });

  it('shows nation, region, neighbours and councils beside each other, and what is suppressed', () => {
    expect(pageOf(measureNamed('cla'))).toContain(
      '<th scope="col">England</th><th scope="col">North East</th><th scope="col">Authority 840</th><th scope="col">Authority 841</th>',
    );
    expect(pageOf(measureNamed('cla'))).toContain(
      '<th scope="row">2019/20</th><td>67 per 10,000</td><td>108 per 10,000</td><td>100.3 per 10,000</td>',
    );
    expect(pageOf(measureNamed('re-referrals-12m'))).toContain(
      '<th scope="row">2020/21, to 2020-12</th><td>19.7%</td>',
    );
  });

  it('tells choices from limits, and what decides the period', () => {
    const notes = ['Two <are> one.'];
    const limits = ['Short breaks <are> left out.'];
    const html = pageOf({ ...measureNamed('cla'), notes, limits });
    expect(html).toContain('<h2>Choices made</h2><ul><li>Two &#60;are&#62; one.</li></ul>');
    expect(html).toContain('<h2>What it leaves out</h2><ul><li>Short breaks &#60;are&#62; left out.</li></ul>');
    expect(pageOf(measureNamed('cla'))).not.toContain('<h2>Choices made</h2>');
    expect(pageOf(measureNamed('assessments-45wd'))).toContain(
      '<dt>Deciding date</dt><dd>The day the assessment was completed.</dd>',
    );
  });

  it('says which measures are annual only', () => {
    const annual = { ...measureNamed('cla-uasc'), id: 'sdq-average' };
    expect(pageOf(annual)).toContain(
      '<dd>At the end of a financial year alone. The questionnaire is filled in once a year',
    );
    expect(pageOf(annual)).toContain('14.9 (score)');
    expect(pageOf(measureNamed('cla'))).toContain('<dd>At any time</dd>');
  });
});
