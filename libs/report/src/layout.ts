import type { Area, Grain, Measure } from '@careledger/measures';

/** What a column shows of a measure: its figure, the number counted alone, or the rate. */
export type Part = 'value' | 'numerator' | 'rate';

/** A column of a page's table. */
export interface ColumnPlan {
  readonly measure: string;
  /** What stands in the row of a month: that month's figure, the year to date up to it, or the quarter's where it ends one. */
  readonly grain: Extract<Grain, 'month' | 'ytd' | 'quarter'>;
  readonly part: Part;
  /** The code that the Darlington report heads the column with; undefined where it has none. */
  readonly code?: string;
}

/** A page of the report: measures that are read together. */
export interface PagePlan {
  readonly title: string;
  readonly columns: readonly ColumnPlan[];
  /** The places of the columns that are drawn. */
  readonly charts: readonly number[];
  /** Measures by groups, at the end of the quarter. */
  readonly groups?: readonly { readonly measure: string; readonly by: string }[];
  /** The measures that the summary speaks of; none for a page of the further measures. */
  readonly inSummary: readonly string[];
}

export interface SectionPlan {
  readonly title: string;
  readonly pages: readonly PagePlan[];
}

const month = (measure: string, code?: string, part: Part = 'value'): ColumnPlan =>
  column(measure, 'month', part, code);
const ytd = (measure: string, code?: string, part: Part = 'value'): ColumnPlan => column(measure, 'ytd', part, code);

function column(measure: string, grain: ColumnPlan['grain'], part: Part, code?: string): ColumnPlan {
  return { measure, grain, part, ...(code !== undefined && { code }) };
}

function page(
  title: string,
  columns: readonly ColumnPlan[],
  { charts = [0], ...more }: Partial<Pick<PagePlan, 'charts' | 'groups' | 'inSummary'>> = {},
): PagePlan {
  return { title, columns, charts, inSummary: [...new Set(columns.map(({ measure }) => measure))], ...more };
}

/** The pages of the Darlington report of quarter 3 of 2020/21, in its order, with the codes at the heads of its columns. */
export const MAIN_SECTIONS: readonly SectionPlan[] = [
  {
    title: 'Front door and assessment',
    pages: [
      page('Referrals: timeliness', [
        month('referrals-completed-1wd', 'CSC 022'),
        month('referrals-completed-over-3wd', 'CSC 026'),
      ]),
      page(
        'Referrals: re-referrals',
        [
          month('re-referrals-12m', 'CSC 034', 'numerator'),
          ytd('re-referrals-12m', 'CSC 032'),
          month('re-referrals-12m'),
        ],
        { charts: [1] },
      ),
      page('Early help assessments: started', [month('early-help-started', 'CSC 002')]),
      page('Missing episodes', [
        month('cla-missing-episodes', 'CSC 246 Ep.'),
        month('cla-missing-children', 'CSC 246 Child'),
      ]),
      page('Assessments', [ytd('assessments-completed', 'CSC 036')]),
      page('Assessments: timeliness', [ytd('assessments-45wd', 'CSC 038')]),
    ],
  },
  {
    title: 'Child protection',
    pages: [
      page('Section 47 enquiries: started', [month('s47-started', 'CSC 166'), ytd('s47-started', 'CSC 164', 'rate')], {
        charts: [0],
      }),
      page(
        'Initial child protection conferences: timeliness',
        [month('icpc-15wd', 'CSC 178'), ytd('icpc-15wd', 'CSC 176')],
        { charts: [1] },
      ),
      page('Child protection', [month('cp-plans', 'CSC 182'), month('cp-plans', 'CSC 181', 'rate')], {
        groups: [{ measure: 'cp-plans', by: 'category' }],
      }),
      page(
        'Child protection: allocation and reviews',
        [month('cp-allocated-qualified', 'CSC 183'), month('cp-reviews-on-time', 'CSC 191')],
        { charts: [1] },
      ),
      page(
        'Child protection: time periods',
        [ytd('cp-ended-after-2y', 'CSC 186'), ytd('cp-started-again-within-2y', 'CSC 188')],
        { charts: [1] },
      ),
      page(
        'Child protection: statutory visits',
        [
          month('cp-visits-10wd', 'CSC 252a'),
          month('cp-visits-15wd', 'CSC 252b'),
          ytd('cp-visits-10wd', 'CSC 252a'),
          ytd('cp-visits-15wd', 'CSC 252b'),
        ],
        { charts: [0] },
      ),
    ],
  },
  {
    title: 'Children in care',
    pages: [
      page('Children in care', [month('cla', 'CSC 201'), month('cla', 'CSC 200', 'rate')], {
        groups: [{ measure: 'cla', by: 'placementType' }],
      }),
      page(
        'Children in care: allocation and reviews',
        [month('cla-allocated-qualified', 'CSC 227'), month('cla-reviews-on-time', 'CSC 218')],
        { charts: [1] },
      ),
      page(
        'Children in care: statutory visits',
        [month('cla-visits-on-time', 'CSC 260a'), ytd('cla-visits-on-time', 'CSC 260b')],
        { charts: [0] },
      ),
      page(
        'Children in care: placements',
        [
          month('cla-3-plus-placements', 'CSC 228'),
          month('cla-same-placement-2y', 'CSC 229'),
          month('cla-20-miles', 'CSC 230'),
        ],
        { charts: [1] },
      ),
      page('Children in care: initial health assessments', [column('iha-20wd', 'quarter', 'value', 'IHA')]),
      page(
        'Children in care: health assessments',
        [
          month('rha-done-this-year', 'CSC 250'),
          month('rha-refused', 'CSC 250'),
          month('rha-due-completed', 'CSC 250b'),
        ],
        { charts: [2] },
      ),
      page(
        'Children in care: dental health assessments',
        [
          month('dental-done-this-year', 'CSC 251'),
          month('dental-refused', 'CSC 251'),
          month('dental-due-completed', 'CSC 251d'),
        ],
        { charts: [2] },
      ),
    ],
  },
  {
    title: 'Care leavers',
    pages: [
      page(
        'Care leavers',
        [month('care-leavers-suitable-accommodation-19-21', 'CSC 286'), month('care-leavers-neet-19-21', 'CSC 294')],
        { groups: [{ measure: 'care-leavers-neet-19-21', by: 'activity' }] },
      ),
    ],
  },
];

/** Measures of the catalogue beside those, that are read together. */
const FURTHER_PAGES: readonly { readonly title: string; readonly measures: readonly string[] }[] = [
  { title: 'Contacts and referrals', measures: ['contacts-received', 'referrals-received', 'referral-families'] },
  { title: 'Open assessments and plans of children in need', measures: ['assessments-open-over-45wd', 'cin-plans'] },
  { title: 'Section 47 enquiries', measures: ['s47-enquiries', 's47-already-on-plan'] },
  {
    title: 'Protection plans started and ended',
    measures: ['cp-plans-started', 'cp-plans-ended', 'cp-started-again-ever'],
  },
  { title: 'Children on a plan: visits', measures: ['cp-visits-up-to-date', 'cp-children-visits-on-time'] },
  { title: 'Into care and out of care', measures: ['cla-started', 'cla-ended'] },
  {
    title: 'Children in care: reviews and visits',
    measures: ['cla-reviews-on-time-in-year', 'cla-visits-up-to-date', 'cla-children-visits-on-time'],
  },
  { title: 'Children in care: who and where', measures: ['cla-20-miles-outside', 'cla-uasc'] },
  { title: 'Adoption', measures: ['placed-for-adoption', 'cla-ended-adopted', 'adoption-a10', 'adoption-a2'] },
  { title: 'Independent visitors', measures: ['independent-visitors', 'independent-visitors-waiting'] },
  { title: 'Caseloads', measures: ['caseload'] },
  {
    title: 'Children who went missing',
    measures: ['missing-episodes', 'missing-children', 'missing-children-cla-share', 'cla-missing-in-year'],
  },
  { title: 'Return interviews', measures: ['rhi-offered-72h', 'rhi-completed-72h', 'rhi-engaged'] },
  { title: 'Exploitation and offending', measures: ['exploitation-tracker-cla', 'cla-offending'] },
  {
    title: 'Health of children in care for twelve months',
    measures: [
      'health-assessments-required',
      'dental-check-12m',
      'immunisations-up-to-date',
      'development-assessments-up-to-date',
    ],
  },
  { title: 'Forms for initial health assessments', measures: ['iha-form-7wd'] },
  { title: 'Strengths and difficulties', measures: ['sdq-average'] },
  { title: 'Substance misuse', measures: ['cla-substance-misuse', 'treatment-presentations-cla'] },
  {
    title: 'Care leavers: accommodation and staying put',
    measures: ['care-leavers-suitable-accommodation-17-18', 'care-leavers-staying-put'],
  },
  {
    title: 'Care leavers: education, employment and training',
    measures: [
      'care-leavers-eet-19-21',
      'care-leavers-eet-17-18',
      'care-leavers-higher-education-19-21',
      'care-leavers-higher-education-17-18',
    ],
  },
  { title: 'Care leavers: parents', measures: ['care-leavers-parents-17-21', 'care-leavers-parents-17-25'] },
  {
    title: 'Carers approved',
    measures: ['mainstream-foster-carers-approved', 'friends-and-family-carers-approved', 'adopters-approved'],
  },
];

/**
 * The sections of a report: those of the Darlington report, then the areas of the catalogue with whatever is not in them. Nothing
 * of the catalogue is left out: a measure that is named nowhere here has a page of its own.
 * @param isShown whether a measure may be in the report
 */
export function layoutOf(areas: readonly Area[], isShown: (measure: Measure) => boolean): readonly SectionPlan[] {
  const measures = new Map(areas.flatMap((area) => area.measures.map((measure) => [measure.id, measure])));
  const has = ({ measure }: { readonly measure: string }): boolean => {
    const known = measures.get(measure);
    return known !== undefined && isShown(known);
  };
  const main = MAIN_SECTIONS.map(({ title, pages }) => ({ title, pages: pages.flatMap((one) => kept(one, has)) }));
  const placed = new Set(
    main.flatMap(({ pages }) => pages.flatMap(({ columns }) => columns.map((one) => one.measure))),
  );
  const further = areas.map(({ area, measures: all }): SectionPlan => {
    const rest = all.filter((measure) => !placed.has(measure.id) && isShown(measure));
    return { title: `Further measures: ${area}`, pages: furtherPages(rest) };
  });
  return [...main, ...further].filter(({ pages }) => pages.length > 0);
}

/** A page with the columns that there are measures for. */
function kept(plan: PagePlan, has: (one: { readonly measure: string }) => boolean): PagePlan[] {
  const columns = plan.columns.filter(has);
  if (columns.length === 0) return [];
  if (columns.length === plan.columns.length) return [plan];
  return [{ ...plan, columns, charts: [0], groups: (plan.groups ?? []).filter(has) }];
}

function furtherPages(measures: readonly Measure[]): PagePlan[] {
  const left = new Map(measures.map((measure) => [measure.id, measure]));
  const pages: PagePlan[] = [];
  for (const measure of measures) {
    if (!left.has(measure.id)) continue;
    const plan = FURTHER_PAGES.find((one) => one.measures.includes(measure.id));
    const together = (plan?.measures ?? [measure.id]).flatMap((id) => left.get(id) ?? []);
    for (const { id } of together) left.delete(id);
    pages.push(page(plan?.title ?? measure.title, together.map(columnOf), { inSummary: [] }));
  }
  return pages;
}

/** A share of few is steadier over the year; everything else is shown by month. */
function columnOf({ id, kind, shape, codes = [] }: Measure): ColumnPlan {
  const code = codes.find((one) => /^CSC|^IHA/.test(one));
  return kind !== 'stock' && shape !== 'count' ? ytd(id, code) : month(id, code);
}
