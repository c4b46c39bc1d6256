import { parseMonth } from '@careledger/calendar';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { reportCsv } from './csv';
import { composeReport } from './report';
import { facts, factsWith, cell } from './testing/made-facts';
import { reportXlsx } from './xlsx';

const LINES = `
  assessments-45wd month 2020-12 76/81
  assessments-45wd ytd 2020-11 c
  assessments-45wd ytd 2020-12 455/534
  assessments-45wd quarter 2020-12 189/203
  cla month 2020-12 284`;

const group = (key: string, sums: string) => {
  const [name, figure] = cell(`cp-plans month 2020-12 ${sums}`);
  return [{ ...name, breakdown: 'category', key }, figure] as const;
};
const report = composeReport(
  factsWith([...LINES.trim().split('\n').map(cell), group('NEG', '12'), group('=EMO', 'c')]),
);

describe('the pages of a report', () => {
  const pages = report.sections.flatMap((section) => section.pages);

  it('begin with those of the Darlington report, in its order, and leave nothing of the catalogue out', () => {
    expect(pages.slice(0, 6).map(({ title }) => title)).toEqual([
      'Referrals: timeliness',
      'Referrals: re-referrals',
      'Early help assessments: started',
      'Missing episodes',
      'Assessments',
      'Assessments: timeliness',
    ]);
    const shown = pages.flatMap(({ measures }) => measures.map(({ id }) => id));
    const all = report.facts.areas.flatMap(({ measures }) => measures.map(({ id }) => id));
    expect([...shown].sort()).toEqual([...all].sort());
    expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
  });

  it('have nothing by worker where they are for publication', () => {
    const { sections } = composeReport(facts(LINES, { readership: 'publication' }));
    const shown = sections.flatMap((section) => section.pages.flatMap(({ measures }) => measures.map(({ id }) => id)));
    expect(shown).not.toContain('caseload');
    expect(shown).toContain('cla');
  });

  it('show published figures of earlier years as such, and no point for what is suppressed', () => {
    const page = pages.find(({ title }) => title === 'Assessments: timeliness');
    const annual = page?.table.blocks.find(({ title }) => title === 'Annual trend');
    expect(annual?.rows.map(({ label, fields }) => [label, fields[0]?.shown])).toEqual([
      ['2017/18', 'published'],
      ['2018/19', 'published'],
      ['2019/20', 'published'],
      ['2020/21 to date', 'figure'],
    ]);
    const [drawn] = page?.charts ?? [];
    expect(drawn?.chart.series[0]?.values.slice(-2).map((value) => value === null)).toEqual([true, false]);
    expect(drawn?.chart.note).toBe('Not drawn, because not published (c): Nov 20.');
    expect(drawn?.chart.lines?.map(({ label }) => label)).toEqual([
      'Target 90%',
      'England 2019/20',
      'North East 2019/20',
      'Statistical neighbours 2019/20',
    ]);
  });
});

describe('the tidy CSV', () => {
  const rows: Record<string, string>[] = parse(reportCsv(report), { bom: true, columns: true });
  const of = (measure: string, grain: string, period: string, key = '') =>
    rows.find(
      (row) => row['measure'] === measure && row['grain'] === grain && row['period'] === period && row['group'] === key,
    );

  it('has a row a figure, with days, numbers that are not rounded, and the target of its kind of period', () => {
    expect(of('assessments-45wd', 'ytd', '2020-12')).toMatchObject({
      authority: '841',
      page: 'Assessments: timeliness',
      from: '2020-04-01',
      to: '2020-12-31',
      numerator: '455',
      denominator: '534',
      value: String((100 * 455) / 534),
      shown: 'figure',
      target: '90',
    });
    expect(of('cla', 'month', '2020-12')).toMatchObject({ from: '2020-12-31', to: '2020-12-31', target_is_of: 'rate' });
  });

  it('has the letter c in every number of a suppressed figure', () => {
    expect(of('assessments-45wd', 'ytd', '2020-11')).toMatchObject({
      numerator: 'c',
      denominator: 'c',
      value: 'c',
      shown: 'suppressed',
    });
  });

  it('lets no group become a formula', () => {
    expect(of('cp-plans', 'month', '2020-12', "'=EMO")).toMatchObject({ numerator: 'c', rate_per_10000: 'c' });
  });

  it('says what was published, not worked out', () => {
    expect(of('assessments-45wd', 'year', '2020-03')?.['source']).toMatch(/^as published: Darlington/);
  });
});

describe('the workbook', () => {
  let sheets: Record<string, string>;

  beforeAll(async () => {
    const files = unzipSync(new Uint8Array(await reportXlsx(report)));
    sheets = Object.fromEntries(
      Object.entries(files)
        .filter(([name]) => /\.xml$/.test(name))
        .map(([name, content]) => [name, strFromU8(content)]),
    );
  });

  const sheetsXml = () => Object.entries(sheets).filter(([name]) => /worksheets\/sheet\d+\.xml$/.test(name));

  it('has notes, sentences, scorecard, groups and figures, and no merged cell', () => {
    const workbook = sheets['xl/workbook.xml'] ?? '';
    expect([...workbook.matchAll(/<sheet [^>]*name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Notes',
      'Sentences',
      'Scorecard',
      'Groups',
      'Figures',
    ]);
    for (const [, xml] of sheetsXml()) expect(xml).not.toContain('mergeCell');
  });

  it('has numbers as numbers and days as days', () => {
    const figures = sheetsXml().at(-1)?.[1] ?? '';
    expect(figures).toContain(`<v>${(100 * 455) / 534}</v>`);
    // 31 December 2020, as spreadsheets count days.
    expect(figures).toContain('<v>44196</v>');
  });
});

it('a quarter of another year has the published years that came before it', () => {
  const early = composeReport(facts('cla month 2020-06 291', { quarter: parseMonth('2020-06') }));
  const page = early.sections
    .flatMap((section) => section.pages)
    .find(({ title }) => title === 'Early help assessments: started');
  expect(page?.table.blocks.at(-1)?.rows.map(({ label }) => label)).toEqual(['2017/18', '2018/19', '2019/20']);
});
