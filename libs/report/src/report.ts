import { quarterInWords } from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import { analysisOf } from './analysis';
import { chartOf, type ReportChart } from './charts';
import { isFor, type Commentary, type Facts } from './facts';
import { groupsOf } from './groups';
import { layoutOf, type PagePlan } from './layout';
import type { Sentence } from './said';
import { tableOf, type GroupTable, type ReportTable } from './tables';

/** What is said of one measure of a page: composed, and what a person wrote. */
export interface Analysis {
  readonly measure: Measure;
  readonly sentences: readonly Sentence[];
  readonly commentary: Commentary | undefined;
}

export interface Page {
  /** Part of the address within the report. */
  readonly id: string;
  readonly title: string;
  readonly measures: readonly Measure[];
  readonly analysis: readonly Analysis[];
  readonly table: ReportTable;
  readonly charts: readonly ReportChart[];
  readonly groups: readonly GroupTable[];
  /** Whether the summary speaks of it. */
  readonly isMain: boolean;
}

export interface Section {
  readonly title: string;
  readonly pages: readonly Page[];
}

/** A line of the summary: what it is about, and the sentences that say how that stands. */
export interface SummaryLine {
  readonly page: string;
  readonly title: string;
  /** A paragraph a measure. */
  readonly paragraphs: readonly (readonly Sentence[])[];
}

/** A quarterly report as data: what the renderers write down as HTML, XLSX and CSV. */
export interface Report {
  readonly title: string;
  /** `Quarter 3 2020/21 (October to December 2020)`. */
  readonly quarterTitle: string;
  readonly facts: Facts;
  readonly summary: readonly SummaryLine[];
  readonly sections: readonly Section[];
  /** Whether any number is suppressed. */
  readonly hasSuppressed: boolean;
}

/** The kinds of sentences that the summary repeats. */
const IN_SUMMARY: readonly Sentence['kind'][] = [
  'headline',
  'change',
  'target',
  'comparators',
  'last year',
  'suppressed',
];

/** Composes the report of a quarter. */
export function composeReport(facts: Facts): Report {
  const measures = new Map(facts.areas.flatMap((area) => area.measures.map((measure) => [measure.id, measure])));
  const plans = layoutOf(facts.areas, isFor(facts.readership));
  const ids = new Set<string>();
  const sections = plans.map(({ title, pages }): Section => {
    return { title, pages: pages.map((plan) => pageOf(facts, plan, measures, idFor(plan.title, ids))) };
  });
  const pages = sections.flatMap((section) => section.pages);
  return {
    title: 'Children’s social care: performance and quality assurance report',
    quarterTitle: quarterInWords(facts.quarter),
    facts,
    summary: pages.filter(({ isMain }) => isMain).map(summaryOf),
    sections,
    hasSuppressed: facts.cells.all.some(([, cell]) => cell.shown === 'suppressed'),
  };
}

function pageOf(facts: Facts, plan: PagePlan, measures: ReadonlyMap<string, Measure>, id: string): Page {
  const table = tableOf(facts, plan, measures);
  const shown = [...new Map(table.columns.map(({ of }) => [of.id, of])).values()];
  return {
    id,
    title: plan.title,
    measures: shown,
    analysis: shown.map((measure) => ({
      measure,
      sentences: analysisOf(facts, measure),
      commentary: facts.commentary.find((one) => one.measure === measure.id),
    })),
    table,
    charts: plan.charts.flatMap((place, index) => {
      const column = table.columns[place];
      return column === undefined ? [] : (chartOf(facts, column, `${id}-chart-${index + 1}`) ?? []);
    }),
    groups: (plan.groups ?? []).flatMap(({ measure, by }) => {
      const known = measures.get(measure);
      return known === undefined ? [] : (groupsOf(facts, known, by) ?? []);
    }),
    isMain: plan.inSummary.length > 0,
  };
}

function summaryOf({ id, title, analysis }: Page): SummaryLine {
  const paragraphs = analysis.map((one) => one.sentences.filter(({ kind }) => IN_SUMMARY.includes(kind)));
  return { page: id, title, paragraphs: paragraphs.filter(({ length }) => length > 0) };
}

function idFor(title: string, taken: Set<string>): string {
  const id = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const free = taken.has(id) ? `${id}-${taken.size}` : id;
  taken.add(free);
  return free;
}
