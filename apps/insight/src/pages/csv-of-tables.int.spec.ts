import { AuditTables, type AuditSummary } from '@careledger/audit';
import { parseDay, parseInstant, parseMonth } from '@careledger/calendar';
import { AREAS } from '@careledger/measures';
import { RequestMethod } from '@nestjs/common';
import { EXCEPTION_FILTERS_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { rowsOfCsv, tablesOfPage } from '../../../../test/support/tables-of-page';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';
import { PageProblems } from './frame/page-problems.filter';

const BEN = 'ben-00000002';
const QUARTER = 'Quarter 3 2020/21 (October to December 2020)';
const ON_A_MEASURE = [
  'Figures by period',
  'In every kind of period',
  'Worked examples, which the tests of the program carry out',
];

/**
 * Every page of the read side, and the tables that it shows here, by their captions: a page that is new is added here, and has
 * something in its tables.
 */
const PAGES: readonly (readonly [path: string, tables: readonly string[]])[] = [
  [
    '/authorities/841/measures/assessments-45wd',
    [...ON_A_MEASURE, 'What this authority has published of earlier years'],
  ],
  ['/authorities/841/measures/cla?by=ageBand&grain=quarter', ['By age', ...ON_A_MEASURE]],
  ['/authorities/841/measures/cla/why?grain=month&period=2020-12', ['What it is made of']],
  ['/authorities/841/measures/cla-20-miles/why?grain=month&period=2020-12&list=left-out', ['Left out']],
  [
    `/authorities/841/children/${BEN}`,
    [
      'What is due',
      'Deadlines kept and missed, by kind',
      'Deadlines',
      'Measures that the child counts in this month',
      'Spells',
      'Events',
      'What somebody should put right at the source',
    ],
  ],
  ['/authorities/841/due', ['What is due, by kind', 'What is due, child by child', 'Deadlines']],
  ['/authorities/841/due?view=workers', ['What is due, by kind', 'What is due, by worker', 'Deadlines']],
  ['/authorities/841/due?view=teams', ['What is due, by kind', 'What is due, by team', 'Deadlines']],
  [
    '/authorities/841/data-quality',
    ['What to look at in children’s records', 'How old the news is', 'How long recording takes'],
  ],
  ['/authorities/841/data-quality/no-placement', ['Children: in care, no placement recorded']],
  ['/authorities/841/publications', ['Publications and proposals, the latest first']],
  [
    '/authorities/841/publications/2',
    [`${QUARTER}: as published and today`, `What has changed since, ${QUARTER}`, `What it revised, ${QUARTER}`],
  ],
  ['/authorities/841/audits', ['Audits, the last one first']],
  ['/authorities/841/audits/{audit}', ['Entries of which the ledger says something else than the events']],
  ['/authorities/841/reports?quarter=2020-12', []],
  [
    '/catalogue',
    [...AREAS.map(({ area }) => `Measures: ${area}`), 'Files of reference data', 'Statutory codes by return year'],
  ],
  [
    '/catalogue/cla',
    [
      'Worked examples, which the tests of the program carry out',
      'Targets by period',
      'Published figures of financial years',
      'Published rates of financial years',
    ],
  ],
  [
    '/catalogue/icpc-15wd',
    [
      'Worked examples, which the tests of the program carry out',
      'Targets by period',
      'Published figures of financial years',
      'What an authority has published of its own earlier years',
    ],
  ],
  ['/sign-in', []],
];

/** Looked at below in their own way: one file for all tables, or the file in the link. */
const OTHERS = ['/', '/authorities/841', '/authorities/841/reports/2020-12'];

/** What waits, what is no event and what was refused takes a projector, an intake and a topic: repair-pages.int.spec.ts looks at these. */
const ELSEWHERE = ['parked', 'parked/x', 'dead-letters', 'dead-letters/0-1', 'refused', 'refused/1'].map(
  (path) => `/authorities/841/data-quality/${path}`,
);

/** Tables of which the file has more rows: the page shows only what was found, or the last of many. */
const HAS_MORE = ['What to look at in children’s records', 'Figures by period'];

/** What is beneath a page and is none. */
const NO_PAGES = ['/authorities/:authority/audits/:id/evidence'];

let database: TestDatabase;
let ledger: MadeLedger;
let insight: RunningInsight;
let audit: string;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  await ledger.append([...casework(), ...moreOfBen()]);
  await ledger.project();
  insight = await RunningInsight.start(ledger, '2021-04-20');
  // A publication, one that revises it, and what has changed since.
  await publish(1, '2021-04-01T12:00:00Z');
  await correct('2020-12-16', '2021-04-02T09:00:00Z');
  await publish(2, '2021-04-02T12:00:00Z');
  await correct('2021-01-04', '2021-04-03T09:00:00Z');
  audit = await auditThatFoundSomething();
}, 60_000);
afterAll(async () => {
  await insight.stop();
  await ledger.close();
  await database.drop();
});

async function pageAt(path: string): Promise<string> {
  const { status, body } = await insight.get<string>(path.replace('{audit}', audit));
  expect({ path, status }).toEqual({ path, status: 200 });
  return body;
}

/** A CSV file, however it is given: by an address of the program, or in the link itself. */
async function rowsAt(href: string): Promise<number> {
  const answer = await fetch(href.startsWith('data:') ? href : `${insight.address}${href}`);
  expect([href, answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([href, 200, 'text/csv']);
  return rowsOfCsv(await answer.text());
}

describe('every table of a page can be had as CSV, with all its rows', () => {
  it.each(PAGES)('%s', async (path, captions) => {
    const tables = tablesOfPage(await pageAt(path));
    expect(tables.map(({ caption }) => caption).sort()).toEqual([...captions].sort());
    for (const { caption, rows, csv } of tables) {
      expect([caption, csv]).toEqual([caption, expect.any(String)]);
      const inFile = await rowsAt(csv as string);
      expect(rows).toBeGreaterThan(0);
      if (HAS_MORE.includes(caption)) expect([caption, inFile]).toEqual([caption, Math.max(rows, inFile)]);
      else expect([caption, inFile]).toEqual([caption, rows]);
    }
    // Of two files none is the other's.
    const files = tables.map(({ csv }) => csv);
    expect(new Set(files).size).toBe(files.length);
  });

  it('the overview: its tables are one, cut up by area, and there is one file of it', async () => {
    const page = await pageAt('/authorities/841');
    const tables = tablesOfPage(page);
    expect(tables.map(({ caption }) => caption)).toEqual(AREAS.map(({ area }) => area));
    const [, href = ''] = /href="([^"]+)">Download all as CSV</.exec(page) ?? [];
    const shown = tables.reduce((sum, { rows }) => sum + rows, 0);
    expect(await rowsAt(href)).toBe(shown);
  });

  it.each(['internal', 'publication'])(
    'a report for %s: in the link, digit for digit what it shows',
    async (readers) => {
      const page = await pageAt(`/authorities/841/reports/2020-12?for=${readers}`);
      const tables = tablesOfPage(page);
      expect(tables.length).toBeGreaterThan(15);
      for (const { caption, rows, csv } of tables) {
        expect([caption, csv]).toEqual([caption, expect.stringMatching(/^data:text\/csv/)]);
        expect([caption, await rowsAt(csv as string)]).toEqual([caption, rows]);
      }
      const care = tables.find(({ caption }) => caption.startsWith('Children in care: performance'));
      const file = await (await fetch(care?.csv ?? '')).text();
      const december = file.split('\n').find((line) => line.startsWith('Months of 2020/21,Dec 20,'));
      // One child was in care: for publication neither the number nor the rate may be told.
      expect(december).toMatch(readers === 'publication' ? /Dec 20,c,c/ : /Dec 20,1,/);
    },
  );

  it('whom a figure leaves out: with what the record says that it depends on', async () => {
    const path = '/authorities/841/measures/cla-20-miles/why?grain=month&period=2020-12&list=left-out';
    expect(await pageAt(path)).toContain('<li>No placement recorded</li>');
    expect((await insight.get<string>(`${path}&format=csv`)).body).toMatch(
      /ben-00000002,[^\n]*,No placement recorded,/,
    );
  });

  it('walks every page that there is', () => {
    const walked = [...PAGES.map(([path]) => path), ...OTHERS, ...ELSEWHERE].map((path) => path.split('?')[0] ?? '');
    for (const route of pageRoutes(insight)) {
      if (NO_PAGES.includes(route)) continue;
      const pattern = new RegExp(`^${route.replace(/:[a-z]+/gi, '[^/]+')}$`);
      expect([route, walked.some((path) => pattern.test(path))]).toEqual([route, true]);
    }
  });

  it('says which tables there are where one is asked for that is not', async () => {
    for (const path of ['/catalogue', '/catalogue/cla', '/authorities/841/publications/1']) {
      const { status, body } = await insight.get<string>(`${path}?format=csv&table=no-such`, { accept: 'text/html' });
      expect([path, status]).toEqual([path, 400]);
      expect(JSON.stringify(body)).toMatch(/must be (one of )?[a-z, -]+/);
    }
  });
});

/** The paths of all pages: those that the controllers of pages answer. */
function pageRoutes({ app }: RunningInsight): string[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (metatype === null || typeof metatype !== 'function') return [];
    const filters = (Reflect.getMetadata(EXCEPTION_FILTERS_METADATA, metatype) ?? []) as unknown[];
    if (!filters.includes(PageProblems)) return [];
    const base = Reflect.getMetadata(PATH_METADATA, metatype) as string;
    const prototype = metatype.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name] as object;
      if (Reflect.getMetadata(METHOD_METADATA, handler) !== RequestMethod.GET) return [];
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
      return [
        `/${[base, path]
          .map((part) => part.replace(/^\/+|\/+$/g, ''))
          .filter(Boolean)
          .join('/')}`,
      ];
    });
  });
}

/** A visit of his, and an end without a beginning. */
function moreOfBen() {
  const ben = { child: BEN, at: '2021-02-01T09:00:00Z' };
  return [
    madeEvent('visit.completed', ben, { id: 'v1', visitedOn: '2021-01-29', purpose: 'cla' }),
    madeEvent('assessment.completed', ben, { id: 'b9', completedOn: '2021-01-29' }),
  ];
}

async function publish(id: number, knownAt: string): Promise<void> {
  const periods = [{ grain: 'quarter', period: '2020-12' }];
  const proposal = { authority: '841', periods, knownAt, note: 'Quarter 3', by: 'a.analyst' };
  expect(await insight.send('POST', '/v1/publications', proposal)).toMatchObject({ status: 201, body: { id } });
  expect((await insight.send('POST', `/v1/publications/${id}/publish`, { by: 'b.head' })).status).toBe(200);
}

async function correct(completedOn: string, at: string): Promise<void> {
  await ledger.append([madeEvent('assessment.completed', { child: 'ada-00000001', at }, { id: 'a1', completedOn })]);
  await ledger.project();
}

/** An audit as it is kept, with an entry that differs. @returns its id */
async function auditThatFoundSomething(): Promise<string> {
  const tables = new AuditTables(ledger.pool);
  const [from, to] = [parseMonth('2020-10'), parseMonth('2020-12')];
  const knownAt = parseInstant('2021-04-01T12:00:00Z');
  const id = await tables.add({ authority: '841', from, to, knownAt, sample: undefined }, 'a.auditor', 5);
  expect(await tables.claim(1)).toMatchObject({ id });
  const difference = {
    ...{ partition: 0, child: 1, subject: BEN, measure: 'cla', stream: 'level', day: parseDay('2020-12-31') },
    ...{ groups: {}, postings: [] },
    ledger: { numerator: 2, denominator: 0 },
    replay: { numerator: 1, denominator: 0 },
  };
  await tables.finish(id ?? '', 1, { summary: SUMMARY, differences: [difference], faults: [], sample: [] });
  return id ?? '';
}

const SUMMARY: AuditSummary = {
  isEqual: false,
  isFinal: true,
  today: '2021-04-20',
  partitions: [],
  digest: 'd'.repeat(64),
  events: { inScope: 16, erased: 0, changed: [] },
  children: { inScope: 3, parked: 0, parkedApplicable: 0, erased: 0, faulty: 0 },
  postings: 20,
  entries: { compared: 20, different: 1, erased: 0, accounts: [], months: [] },
  figures: [],
  figuresDiffer: [],
  balances: { compared: 20, different: 0, differences: [] },
  topic: null,
  versions: { program: '1', commit: null, rulebook: 1, bankHolidays: 1, node: '20', postgres: '16' },
  seconds: 1,
};
