import { createPool } from '@careledger/store';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeFindings, describeWithBrowser, overflowOf, SCREENS } from '../support/browser';
import { caughtUp, ONE, post, postJson, read } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { databaseUrl } from '../support/embedded-database';
import { walkByKeyboard } from '../support/keyboard';
import { RunningSystem } from '../support/running-system';
import { smuggle } from '../support/smuggle';

jest.setTimeout(300_000);

const MOST_BYTES = 200_000;
/** First figures within a second; on a machine that does much else, a few of them. */
const AT_LAST_MS = 10_000;

/** What people look at, in a real browser, on the fixture of `npm start`. */
describeWithBrowser('the pages', (browserOf: () => Browser) => {
  let folder: DataFolder;
  let system: RunningSystem;

  beforeAll(async () => {
    folder = DataFolder.make();
    system = await RunningSystem.start(folder, { FIXTURE: 'darlington', AUTH: undefined });
    await caughtUp(system.address, 120_000);
    const periods = [{ grain: 'quarter', period: '2020-12' }];
    const proposal = { authority: '841', periods, knownAt: '2021-01-15T00:00:00Z', note: 'Quarter 3', by: 'a.analyst' };
    expect(await postJson(system.address, '/v1/publications', proposal)).toMatchObject({ status: 201 });
    await somethingToPutRight();
  });
  afterAll(() => folder.remove());

  /** A child whose event waits, a record of the topic that is no event, and an event that is refused. */
  const somethingToPutRight = async (): Promise<void> => {
    const event = {
      specversion: '1.0',
      id: 'waits-1',
      source: '/authority/841/case-system',
      type: 'csc.referral.dreamt',
      subject: 'browser-parked-0001',
      authority: '841',
      recordedtime: '2020-12-31T09:00:00Z',
      data: { id: 'r-1', receivedOn: '2020-12-31' },
    };
    const url = databaseUrl(folder.dataDir, 'darlington');
    await smuggle(url, event);
    const pool = createPool(url, 1);
    await pool.query(
      `INSERT INTO dead_letter (partition, "offset", event_id, field, rule, received_at, payload, bytes, historical)
       VALUES (0, 1, 'waits-1', 'type', 'must be a type of the contract', now(), $1, 300, false)`,
      [Buffer.from(JSON.stringify(event))],
    );
    await pool.end();
    expect((await post(system.address, JSON.stringify(event), ONE)).status).toBe(422);
    await caughtUp(system.address);
  };

  const open = async (context: BrowserContext, path: string): Promise<Page> => {
    const page = await context.newPage();
    const answer = await page.goto(`${system.address}${path}`, { waitUntil: 'load' });
    expect([path, answer?.status()]).toEqual([path, 200]);
    return page;
  };

  const mustBeAccessible = async (path: string): Promise<void> => {
    for (const [name, viewport] of Object.entries(SCREENS)) {
      const context = await browserOf().newContext({ viewport, bypassCSP: true });
      const page = await open(context, path);
      expect([name, await axeFindings(page)]).toEqual([name, []]);
      expect([name, await overflowOf(page)]).toEqual([name, 0]);
      await context.close();
    }
  };

  const PAGES = [
    '/authorities/841',
    '/authorities/841?grain=ytd&month=2020-11',
    '/authorities/841/measures/assessments-45wd',
    '/authorities/841/measures/assessments-45wd?grain=quarter&by=ageBand',
    '/authorities/841/measures/cla',
    '/authorities/841/measures/sdq-average',
    '/authorities/841/measures/assessments-45wd/why?grain=month&period=2020-12&list=rest',
    '/authorities/841/measures/assessments-45wd/why?grain=month&period=2020-12&list=left-out',
    '/authorities/841/measures/caseload/why?grain=month&period=2020-12',
    '/authorities/841/due',
    '/authorities/841/due?kind=dental-check&state=overdue',
    '/authorities/841/data-quality',
    '/authorities/841/data-quality/parked',
    '/authorities/841/data-quality/parked/browser-parked-0001',
    '/authorities/841/data-quality/dead-letters',
    '/authorities/841/data-quality/dead-letters/0-1',
    '/authorities/841/data-quality/refused/1',
    '/authorities/841/publications',
    '/authorities/841/publications/1',
    '/authorities/841/audits',
    '/authorities/841/reports',
    '/authorities/841/reports/2020-12?for=internal',
    '/catalogue',
    '/catalogue/cla-3-plus-placements',
    '/docs',
    '/sign-in',
  ];

  /** Pages that are like one of those above, but for their lists. */
  const MORE_PAGES = [
    '/authorities/841/due?view=workers',
    '/authorities/841/due?view=teams',
    '/authorities/841/data-quality/no-lead-child',
    '/authorities/841/data-quality/refused',
  ];

  it('the page of a child is accessible, and fits its screen', async () => {
    const path = '/v1/measures/cla/entries?authority=841&grain=month&period=2020-12&limit=1';
    const { entries } = await read<{ entries: { child: string }[] }>(system.address, path);
    await mustBeAccessible(`/authorities/841/children/${entries[0]?.child}`);
  });

  it.each(PAGES)('%s is accessible, fits its screen, is light, and runs under its own policy', async (path) => {
    await mustBeAccessible(path);
    // Once more as people have it: with the policy in force, and everything weighed that comes along.
    const context = await browserOf().newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    const weights: Promise<number>[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('response', (response) => {
      if (response.request().resourceType() === 'image' || response.url().includes('/v1/live')) return;
      weights.push(
        response.body().then(
          (body) => body.length,
          () => 0,
        ),
      );
    });
    await page.goto(`${system.address}${path}`, { waitUntil: 'load' });
    expect(complaints).toEqual([]);
    const bytes = (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0);
    expect(bytes).toBeGreaterThan(1_000);
    // A report has a chart for each group of measures: it is a document to print.
    if (!path.includes('/reports/')) expect(bytes).toBeLessThan(MOST_BYTES);
    await context.close();
  });

  it.each([
    ['cp-reviews-on-time', 'cp-plans'],
    ['cla-reviews-on-time', 'cla'],
    ['cla-20-miles', 'cla'],
    ['rha-due-completed', 'cla'],
  ])('%s: who counts, who does not and who is left out are together those of %s', async (measure, wider) => {
    const childrenIn = async (id: string, list: string): Promise<string[]> => {
      const path = `/authorities/841/measures/${id}/why?grain=month&period=2020-12&list=${list}&format=csv`;
      const lines = (await (await fetch(`${system.address}${path}`)).text()).trimEnd().split('\n').slice(1);
      return lines.map((line) => line.split(',')[0] ?? '');
    };
    const parts = await Promise.all(['numerator', 'rest', 'left-out'].map((list) => childrenIn(measure, list)));
    const all = await childrenIn(wider, 'numerator');
    expect(all.length).toBeGreaterThan(80);
    expect(parts[2]?.length).toBeGreaterThan(0);
    expect(parts.flat().sort()).toEqual(all.sort());
  });

  it('can be read without script, and shows its figures at once', async () => {
    const context = await browserOf().newContext({ javaScriptEnabled: false });
    const page = await open(context, '/authorities/841');
    await expect(page.locator('#figure-cla').innerText()).resolves.toMatch(/Children in care[^]*284/);
    await context.close();
  });

  it('are reached by the keyboard, all of them, in order and to be seen, past the navigation too', async () => {
    const path = '/v1/measures/cla/entries?authority=841&grain=month&period=2020-12&limit=1';
    const { entries } = await read<{ entries: { child: string }[] }>(system.address, path);
    const found: [string, readonly string[]][] = [];
    const context = await browserOf().newContext({ viewport: SCREENS.desktop });
    for (const each of [...PAGES, ...MORE_PAGES, `/authorities/841/children/${entries[0]?.child}`]) {
      const page = await open(context, each);
      const { stops, wrong } = await walkByKeyboard(page);
      expect([each, stops]).not.toEqual([each, 0]);
      if (wrong.length > 0) found.push([each, wrong]);
      await page.close();
    }
    await context.close();
    expect(found).toEqual([]);
  });

  it('moves by itself when an event has come, says what moved, and opens down to that event', async () => {
    const context = await browserOf().newContext();
    const page = await open(context, '/authorities/841');
    const row = page.locator('#figure-referrals-received');
    const before = Number((await row.locator('.app-figure').innerText()).replace(',', ''));
    await page.locator('#connection', { hasText: 'Live.' }).waitFor({ timeout: AT_LAST_MS });
    const event = {
      specversion: '1.0',
      id: 'seen-in-the-browser-1',
      source: '/authority/841/case-system',
      type: 'csc.referral.received',
      subject: 'browser-child-0001',
      authority: '841',
      data: { id: 'r-1', receivedOn: '2020-12-31' },
    };
    expect((await post(system.address, JSON.stringify(event), ONE)).status).toBe(202);
    await row.locator('.app-figure', { hasText: new RegExp(`^${before + 1}$`) }).waitFor({ timeout: AT_LAST_MS });
    await page.locator('#moved-section', { hasText: 'Referrals received' }).waitFor({ timeout: AT_LAST_MS });
    await page.locator('#heard', { hasText: /came in (just now|\d+ seconds? ago)/ }).waitFor({ timeout: AT_LAST_MS });

    await row.getByRole('link', { name: 'Referrals received' }).click();
    await page.getByRole('link', { name: /Why this number/ }).click();
    await page.waitForURL(/\/why/);
    for (;;) {
      const found = page.locator('tr', { hasText: 'browser-child-0001' });
      if ((await found.count()) > 0) {
        await expect(found.innerText()).resolves.toMatch(
          /Referral received, 31 December 2020 \(seen-in-the-browser-1\)/,
        );
        break;
      }
      await page.getByRole('link', { name: /^Next/ }).click();
    }
    await context.close();
  });

  it('put right an event that waits, by the keyboard alone: what is wrong, what changes, and that it is done', async () => {
    const context = await browserOf().newContext();
    const page = await open(context, '/authorities/841/data-quality/parked/browser-parked-0001');
    const event = page.locator('#field-correct-event');
    await page.locator('#field-correct-reason').fill('the type was misspelt');
    await page.locator('#field-correct-by').fill('Ann Analyst');
    await page.locator('#field-correct-by').press('Enter');
    await page
      .getByRole('alert')
      .getByRole('link', { name: /^type must be/ })
      .press('Enter');
    expect(new URL(page.url()).hash).toBe('#field-correct-event');
    const typed = await event.inputValue();
    await event.fill(typed.replace('csc.referral.dreamt', 'csc.referral.received'));
    await page.getByRole('button', { name: 'Check what changes' }).press('Enter');
    await expect(page.getByRole('row', { name: /^type/ }).innerText()).resolves.toMatch(
      /dreamt\s+csc.referral.received/,
    );
    await page.getByRole('button', { name: 'Send it in its place' }).press('Enter');
    await page
      .getByRole('heading', { level: 1, name: 'No event of browser-parked-0001 waits' })
      .waitFor({ timeout: AT_LAST_MS });
    await expect(page.getByRole('table').innerText()).resolves.toMatch(
      /Event put right.*the type was misspelt.*Ann Analyst/,
    );
    await context.close();
  });

  it('print without what is only for the screen', async () => {
    const context = await browserOf().newContext();
    const page = await open(context, '/authorities/841/measures/assessments-45wd');
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation').first().isVisible()).resolves.toBe(false);
    await expect(page.getByRole('heading', { level: 1 }).isVisible()).resolves.toBe(true);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await context.close();
  });

  it('say on a page what was wrong with an address', async () => {
    const context = await browserOf().newContext();
    const page = await context.newPage();
    const answer = await page.goto(`${system.address}/authorities/841/measures/no-such-measure`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 }).innerText()).resolves.toBe('There is no such measure');
    await context.close();
  });
});
