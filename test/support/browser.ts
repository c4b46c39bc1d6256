import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describeOrSkipLoudly } from './kafka';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const START_MS = 60_000;

/** The Chromium of this machine: `CHROMIUM_PATH`, else one on PATH; undefined where there is none. */
export function chromiumHere(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Describes what needs a real browser. Where there is none the tests are left out, and loudly; with `CI=true` that is a failure. */
export function describeWithBrowser(name: string, body: (browser: () => Browser) => void): void {
  const program = chromiumHere();
  const missing = 'No Chromium was found: install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.';
  describeOrSkipLoudly(name, program === undefined ? missing : undefined, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      // Chromium refuses its sandbox to root, which tests often run as; it opens nothing but our own pages.
      const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      browser = await chromium.launch({ executablePath: program as string, args });
    }, START_MS);
    afterAll(() => browser?.close());

    body(() => {
      if (browser === undefined) throw new Error('The browser is there from beforeAll on');
      return browser;
    });
  });
}

/** The sizes at which pages are looked at. */
export const SCREENS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds on a page by the rules of WCAG 2.2 AA and its own best practice, one line each. The page's context must have been made with
 * `bypassCSP`, for axe runs inside the page.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(`
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`);
}

/** How many pixels a page is wider than its screen. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}
