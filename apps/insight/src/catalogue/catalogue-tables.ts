import type { Area, Rulebook } from '@careledger/measures';
import { ANNUAL_ONLY, CODES, keptFileDescriptions, readingOf, type TargetBook } from '@careledger/reference';
import { address, html, link, pages, type Cell, type Part, type Table } from '../pages/frame';
import { GRAIN_WORDS, POLARITY_WORDS, targetInWords } from './target-words';

/** The tables of the catalogue by their names, each with the address of its CSV: a table an area, the files and the codes. */
export function catalogueTables({ areas }: Rulebook, targets: TargetBook): ReadonlyMap<string, Table> {
  const tables: readonly (readonly [string, Table])[] = [
    ...areas.map((area) => [areaName(area), areaTable(area, targets)] as const),
    ['files', filesTable()],
    ['codes', codesTable()],
  ];
  return new Map(tables.map(([name, table]) => [name, { ...table, csv: csvOf(pages.catalogue(), name) }]));
}

/** Where a table of a page of the catalogue is as CSV. */
export const csvOf = (page: string, table: string): string => address(page, { format: 'csv', table });

/** What the table of an area is called in addresses: `front-door`. */
export const areaName = ({ area }: Pick<Area, 'area'>): string => area.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function areaTable({ area, measures }: Area, targets: TargetBook): Table {
  return {
    caption: `Measures: ${area}`,
    isCaptionHidden: true,
    columns: [
      { head: 'Measure' },
      { head: 'Question' },
      { head: 'Kind, shape' },
      { head: 'Codes' },
      { head: 'Polarity' },
      { head: 'Targets' },
    ],
    rows: measures.map(({ id, title, asks, kind, shape, rate, codes = [] }) => [
      { shown: html`${link(pages.catalogue(id), title)}<br /><code>${id}</code>`, value: id },
      asks,
      `${kind} ${shape}${rate === true ? ', rate' : ''}${ANNUAL_ONLY.has(id) ? ', annual only' : ''}`,
      codes.join(', '),
      POLARITY_WORDS[readingOf(id).polarity],
      lines(targets.of(id).map((target) => `${GRAIN_WORDS[target.grain]}: ${targetInWords(target)}`)),
    ]),
  };
}

function filesTable(): Table {
  return {
    caption: 'Files of reference data',
    columns: [{ head: 'File' }, { head: 'What it is' }, { head: 'Version' }, { head: 'Source' }, { head: 'Whose' }],
    rows: keptFileDescriptions().map(({ name, what, version, source, replaceable }) => [
      { shown: html`<code>${name}</code>`, value: name },
      what,
      version,
      source,
      replaceable ? 'The authority’s own' : 'National',
    ]),
  };
}

function codesTable(): Table {
  return {
    caption: 'Statutory codes by return year',
    columns: [
      { head: 'List' },
      { head: 'Codes' },
      { head: 'Changes among them' },
      { head: 'Earlier codes, years not established' },
      { head: 'Years established, source' },
    ],
    rows: CODES.lists.map(({ list, title, collection, fields, from, to, source }) => {
      const codes = CODES.of(list);
      const named = (wanted: boolean) =>
        codes
          .filter(({ valid }) => (valid !== null) === wanted)
          .map(({ code }) => code)
          .join(' ');
      const changes = codes.flatMap(({ code, valid }) => {
        if (valid === null) return [];
        if (valid.first > from) return [`${code} from ${valid.first}`];
        return valid.last < to ? [`${code} up to ${valid.last}`] : [];
      });
      return [
        withMore(title, `${collection}; ${fields}`),
        named(true),
        changes.join(', ') || 'none',
        named(false) || 'none',
        withMore(`${from} to ${to}`, source),
      ];
    }),
  };
}

/** A line a thing; in the CSV with semicolons between them. */
function lines(all: readonly string[]): Cell {
  return { shown: all.map((line, i): Part => (i === 0 ? line : html`<br />${line}`)), value: all.join('; ') };
}

/** What is shown, and more of it beneath, quieter. */
function withMore(text: string, more: string): Cell {
  return { shown: html`${text}<br /><span class="app-quiet">${more}</span>`, value: `${text} (${more})` };
}

/** The measures as a table of values, for a spreadsheet: all areas, and more of each than the page shows. */
export function allMeasuresTable({ areas }: Rulebook, targets: TargetBook): Pick<Table, 'columns' | 'rows'> {
  const heads = [
    ...['area', 'id', 'title', 'question', 'definition', 'kind', 'shape', 'rate', 'codes', 'polarity', 'unit'],
    'targets',
  ];
  const rows = areas.flatMap(({ area, measures }) =>
    measures.map(({ id, title, asks, definition, kind, shape, rate, codes = [] }) => {
      const { polarity, unit } = readingOf(id);
      const set = targets.of(id).map((target) => `${target.authority}, ${target.grain}: ${targetInWords(target)}`);
      const offered = rate === true ? 'yes' : 'no';
      return [
        ...[area, id, title, asks, definition, kind, shape, offered, codes.join(', '), polarity, unit],
        set.join('; '),
      ];
    }),
  );
  return { columns: heads.map((head) => ({ head })), rows };
}
