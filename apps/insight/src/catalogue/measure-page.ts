import type { Measure } from '@careledger/measures';
import {
  ANNUAL_ONLY,
  ANNUAL_TREND,
  COMPARATORS,
  readingOf,
  type Comparator,
  type FinancialYear,
  type PublishedYear,
  type TargetBook,
} from '@careledger/reference';
import { formatMonth } from '@careledger/calendar';
import { captionedTable, escaped, type Prose } from '../html';
import { GRAIN_WORDS, POLARITY_WORDS, targetInWords, withUnit } from './target-words';
import { workedTable } from './worked-table';

const KIND_WORDS: Readonly<Record<Measure['kind'], string>> = {
  flow: 'Flow: a period’s figure is the sum over what is dated in it',
  stock: 'Stock: a period’s figure is that of its last day, or of today where it has not ended',
  distinct: 'Distinct: a child counts once in each period',
};

const SHAPE_WORDS: Readonly<Record<Measure['shape'], string>> = {
  count: 'Count',
  percent: 'Percentage: 100 × numerator / denominator',
  mean: 'Mean: numerator / denominator',
};

/** Everything that is known of a measure, as one page. */
export function measurePage(
  { area, version, measure }: { readonly area: string; readonly version: number; readonly measure: Measure },
  targets: TargetBook,
): Prose {
  const { id, title, asks, definition, decidedBy, kind, shape, breakdowns, notes = [], limits, codes = [] } = measure;
  const reading = readingOf(id);
  const annual = ANNUAL_ONLY.get(id);
  const facts: readonly (readonly [string, string])[] = [
    ['Identifier', `<code>${escaped(id)}</code>`],
    ['Area', escaped(area)],
    ['Kind', KIND_WORDS[kind]],
    [
      'Shape',
      `${SHAPE_WORDS[shape]}${measure.rate === true ? ', and as a rate per 10,000 children aged 0 to 17' : ''}`,
    ],
    ['Deciding date', escaped(asSentence(decidedBy))],
    ['Codes in the reports', codes.length === 0 ? 'None' : escaped(codes.join(', '))],
    ['Polarity', `${POLARITY_WORDS[reading.polarity]} <span class="quiet">(${escaped(reading.source)})</span>`],
    ['Unit', escaped(reading.unit)],
    [
      'When to read it',
      annual === undefined
        ? 'At any time'
        : `At the end of a financial year alone. ${escaped(annual.why)} <span class="quiet">(${escaped(annual.source)})</span>`,
    ],
    ['Breakdowns', breakdowns.map((name) => `<code>${escaped(name)}</code>`).join(', ')],
    ['Rulebook', `Version ${version}`],
  ];
  const body = `<h1>${escaped(title)}</h1>
<p>${escaped(asks)}</p>
<h2>Definition</h2>
<p class="definition">${escaped(definition)}</p>
${listOf('Choices made', notes)}
${listOf('What it leaves out', limits)}
<h2>What it is</h2>
<dl>${facts.map(([term, said]) => `<dt>${term}</dt><dd>${said}</dd>`).join('\n')}</dl>
<h2>Worked example</h2>
${workedTable(measure)}
<h2>Targets</h2>
${targetTable(id, targets)}
<h2>Comparators</h2>
${comparatorTables(id, reading.unit)}`;
  return { title: `${title}: catalogue`, markup: body };
}

const asSentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

function listOf(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h2>${title}</h2><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

function targetTable(id: string, targets: TargetBook): string {
  const rows = targets
    .of(id)
    .map((target) => [
      escaped(GRAIN_WORDS[target.grain]),
      escaped(targetInWords(target)),
      escaped(target.authority),
      escaped([target.code, target.note].filter((text) => text !== '').join('; ')),
      escaped(target.source),
    ]);
  if (rows.length === 0) return '<p>None is set.</p>';
  return captionedTable('Targets by period', ['Period', 'Target', 'Authority', 'Row', 'Source'], rows);
}

function comparatorTables(id: string, unit: string): string {
  const published = COMPARATORS.of(id);
  const trend = ANNUAL_TREND.filter(({ measure }) => measure === id);
  if (published.length === 0 && trend.length === 0) return '<p>None is at hand.</p>';
  return [
    ...(['value', 'rate'] as const).map((figure) =>
      yearTable(
        published.filter((one) => one.figure === figure),
        figure,
        unit,
      ),
    ),
    trendTable(trend, unit),
  ].join('');
}

/** Published figures: a row a year, a column an area. */
function yearTable(published: readonly Comparator[], figure: 'value' | 'rate', unit: string): string {
  if (published.length === 0) return '';
  const areas = [...new Set(published.map(({ area }) => area))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const years: FinancialYear[] = [...new Set(published.map(({ year }) => year))].sort();
  const shown = figure === 'rate' ? 'rate per 10,000' : unit;
  const rows = years.map((year) => [
    escaped(year),
    ...areas.map((area) => {
      const one = published.find((each) => each.area === area && each.year === year);
      return one === undefined ? '–' : one.value === null ? 'suppressed' : escaped(withUnit(one.value, shown));
    }),
  ]);
  const sources = [...new Set(published.map(({ source }) => source))].join('; ');
  const caption = `Published ${figure === 'rate' ? 'rates' : 'figures'} of financial years`;
  return `${captionedTable(caption, ['Year', ...areas.map(areaName)], rows)}<p class="quiet">Source: ${escaped(sources)}.</p>`;
}

/** Nation and region first, then neighbours, then councils. */
function rank(area: string): number {
  const place = ['England', 'North East'].indexOf(area);
  return place !== -1 ? place : /^\d{3}$/.test(area) ? 3 : 2;
}

function areaName(area: string): string {
  return /^\d{3}$/.test(area) ? `Authority ${area}` : area;
}

function trendTable(trend: readonly PublishedYear[], unit: string): string {
  if (trend.length === 0) return '';
  const units = { value: unit, rate: 'rate per 10,000', numerator: 'count' };
  const rows = trend.map(({ authority, figure, year, to, value, code, note }) => [
    `${escaped(year)}${formatMonth(to).endsWith('-03') ? '' : `, to ${formatMonth(to)}`}`,
    escaped(withUnit(value, units[figure])),
    figure === 'numerator' ? 'numerator' : figure,
    escaped(authority),
    escaped([code, note].filter((text) => text !== '').join('; ')),
  ]);
  const sources = [...new Set(trend.map(({ source }) => source))].join('; ');
  return `${captionedTable('What an authority has published of its own earlier years', ['Year', 'Figure', 'Which', 'Authority', 'Row'], rows)}<p class="quiet">Source: ${escaped(sources)}.</p>`;
}
