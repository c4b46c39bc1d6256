import type { Measure } from '@careledger/measures';
import { ANNUAL_ONLY, readingOf, type TargetBook } from '@careledger/reference';
import { escaped, type Prose } from '../html';
import { tableMarkup } from '../pages/frame';
import { COMPARATOR_TABLES, measureTables, type MeasureTableName } from './measure-tables';
import { POLARITY_WORDS } from './target-words';

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
    ['Polarity', `${POLARITY_WORDS[reading.polarity]} <span class="app-quiet">(${escaped(reading.source)})</span>`],
    ['Unit', escaped(reading.unit)],
    [
      'When to read it',
      annual === undefined
        ? 'At any time'
        : `At the end of a financial year alone. ${escaped(annual.why)} <span class="app-quiet">(${escaped(annual.source)})</span>`,
    ],
    ['Breakdowns', breakdowns.map((name) => `<code>${escaped(name)}</code>`).join(', ')],
    ['Rulebook', `Version ${version}`],
  ];
  const tables = measureTables(measure, targets);
  const shown = (name: MeasureTableName): string => {
    const found = tables.get(name);
    if (found === undefined) return '';
    const sources = found.sources.map(escaped).join('; ');
    return `${String(tableMarkup(found))}${sources === '' ? '' : `<p class="app-quiet">Source: ${sources}.</p>`}`;
  };
  const body = `<h1>${escaped(title)}</h1>
<p>${escaped(asks)}</p>
<h2>Definition</h2>
<p class="definition">${escaped(definition)}</p>
${listOf('Choices made', notes)}
${listOf('What it leaves out', limits)}
<h2>What it is</h2>
<dl>${facts.map(([term, said]) => `<dt>${term}</dt><dd>${said}</dd>`).join('\n')}</dl>
<h2>Worked example</h2>
<p>The tests of the program carry it out.</p>
${shown('worked')}
<h2>Targets</h2>
${shown('targets') || '<p>None is set.</p>'}
<h2>Comparators</h2>
${COMPARATOR_TABLES.map(shown).join('') || '<p>None is at hand.</p>'}`;
  return { title: `${title}: catalogue`, markup: body };
}

const asSentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

function listOf(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h2>${title}</h2><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}
