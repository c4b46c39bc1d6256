import type { Measure, Rulebook } from '@careledger/measures';
import { ANNUAL_ONLY, CODES, keptFileDescriptions, readingOf, type TargetBook } from '@careledger/reference';
import { captionedTable, escaped, type Prose } from '../html';
import type { Table } from '../pages/frame';
import { GRAIN_WORDS, POLARITY_WORDS, targetInWords } from './target-words';

/** The catalogue: every measure of the rulebook in its order, and the reference data that figures are held against. */
export function cataloguePage({ areas, version, measures: all }: Rulebook, targets: TargetBook): Prose {
  const count = all.length;
  const body = `<h1>Catalogue of measures</h1>
<p>${count} measures of the rulebook, version ${version}. This page is made from the program that works the figures out. <a href="/catalogue?format=csv">Download the measures as CSV</a></p>
${areas.map(({ area, measures }) => areaSection(area, measures, targets)).join('\n')}
<h2 id="reference-data">Reference data</h2>
<p>What figures are held against. An authority can put its own targets and populations in the place of the bundled ones; all else belongs to the rulebook.</p>
${filesTable()}
${codesTable()}`;
  return { title: 'Catalogue of measures', markup: body };
}

/** The measures as a table of values, for a spreadsheet. */
export function catalogueTable({ areas }: Rulebook, targets: TargetBook): Pick<Table, 'columns' | 'rows'> {
  const heads = [
    'area',
    'id',
    'title',
    'question',
    'definition',
    'kind',
    'shape',
    'rate',
    'codes',
    'polarity',
    'unit',
    'targets',
  ];
  const rows = areas.flatMap(({ area, measures }) =>
    measures.map(({ id, title, asks, definition, kind, shape, rate, codes = [] }) => {
      const { polarity, unit } = readingOf(id);
      const set = targets.of(id).map((target) => `${target.authority}, ${target.grain}: ${targetInWords(target)}`);
      const offered = rate === true ? 'yes' : 'no';
      return [
        area,
        id,
        title,
        asks,
        definition,
        kind,
        shape,
        offered,
        codes.join(', '),
        polarity,
        unit,
        set.join('; '),
      ];
    }),
  );
  return { columns: heads.map((head) => ({ head })), rows };
}

function areaSection(area: string, measures: readonly Measure[], targets: TargetBook): string {
  const rows = measures.map(({ id, title, asks, kind, shape, rate, codes = [] }) => [
    `<a href="/catalogue/${encodeURIComponent(id)}">${escaped(title)}</a><br><code>${escaped(id)}</code>`,
    escaped(asks),
    `${kind} ${shape}${rate === true ? ', rate' : ''}${ANNUAL_ONLY.has(id) ? ', annual only' : ''}`,
    escaped(codes.join(', ')),
    POLARITY_WORDS[readingOf(id).polarity],
    targets
      .of(id)
      .map((target) => escaped(`${GRAIN_WORDS[target.grain]}: ${targetInWords(target)}`))
      .join('<br>'),
  ]);
  return `<h2>${escaped(area)}</h2>${captionedTable(`Measures: ${area}`, ['Measure', 'Question', 'Kind, shape', 'Codes', 'Polarity', 'Targets'], rows)}`;
}

function filesTable(): string {
  const rows = keptFileDescriptions().map(({ name, what, version, source, replaceable }) => [
    `<code>${escaped(name)}</code>`,
    escaped(what),
    String(version),
    escaped(source),
    replaceable ? 'The authority’s own' : 'National',
  ]);
  return captionedTable('Files of reference data', ['File', 'What it is', 'Version', 'Source', 'Whose'], rows);
}

function codesTable(): string {
  const rows = CODES.lists.map(({ list, title, collection, fields, from, to, source }) => {
    const codes = CODES.of(list);
    const named = (wanted: boolean) =>
      escaped(
        codes
          .filter(({ valid }) => (valid !== null) === wanted)
          .map(({ code }) => code)
          .join(' '),
      );
    const changes = codes.flatMap(({ code, valid }) => {
      if (valid === null) return [];
      if (valid.first > from) return [`${code} from ${valid.first}`];
      return valid.last < to ? [`${code} up to ${valid.last}`] : [];
    });
    return [
      `${escaped(title)}<br><span class="quiet">${escaped(collection)}; ${escaped(fields)}</span>`,
      named(true),
      escaped(changes.join(', ')) || 'none',
      named(false) || 'none',
      `${from} to ${to}<br><span class="quiet">${escaped(source)}</span>`,
    ];
  });
  return captionedTable(
    'Statutory codes by return year',
    ['List', 'Codes', 'Changes among them', 'Earlier codes, years not established', 'Years established, source'],
    rows,
  );
}
