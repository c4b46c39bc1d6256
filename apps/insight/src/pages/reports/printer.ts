import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from '@careledger/http-problems';

/** What Chromium is called, where it is. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const LONGEST_MS = 60_000;

/** Prints pages as PDF by a Chromium that is on the machine; one at a time, as each takes a processor and much memory. */
export class Printer {
  private last: Promise<unknown> = Promise.resolve();

  /** @param chromium its path; undefined: it is looked for on PATH */
  constructor(private readonly chromium?: string) {}

  /** Where the Chromium is that prints; undefined where none was found. */
  get program(): string | undefined {
    return this.chromium ?? foundOnPath(process.env['PATH'] ?? '');
  }

  /**
   * Prints a page that stands alone.
   * @throws Problem 501 where there is no Chromium, 503 where it did not print
   */
  async pdf(html: string): Promise<Buffer> {
    const { program } = this;
    if (program === undefined) throw noChromium();
    const mine = this.last.then(() => printed(program, html));
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

async function printed(program: string, html: string): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'careledger-print-'));
  try {
    const [page, pdf] = [path.join(folder, 'report.html'), path.join(folder, 'report.pdf')];
    await writeFile(page, html, { mode: 0o600 });
    await run(program, [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      // Chromium does not start as root with its sandbox. What it opens has no script, and nothing from elsewhere.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      `--user-data-dir=${path.join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      '--generate-pdf-document-outline',
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]);
    return await readFile(pdf);
  } catch {
    throw new Problem({
      status: 503,
      title: 'The report was not printed',
      detail:
        'Chromium was found and did not print the report. Open the report as a page and print it from there; the PDF is the same.',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fulfilled when the program has ended well. */
function run(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'ignore', timeout: LONGEST_MS, killSignal: 'SIGKILL' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`ended with ${code}`))));
  });
}

function foundOnPath(folders: string): string | undefined {
  for (const folder of folders.split(path.delimiter).filter((each) => path.isAbsolute(each))) {
    for (const name of NAMES) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // It is not there.
      }
    }
  }
  return undefined;
}

function noChromium(): Problem {
  return new Problem({
    status: 501,
    title: 'There is no Chromium to print with',
    detail:
      'A PDF is made by a Chromium on the machine that the system runs on, and none was found. Install one, or name it in CHROMIUM_PATH; or open the report as a page and print it from your browser: it is made for paper.',
  });
}
