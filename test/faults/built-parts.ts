import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/data-folder';
import type { Part } from '../support/running-parts';

const BUILD_MS = 5 * 60_000;
const PARTS: readonly Part[] = ['intake', 'projector', 'insight'];

/** Builds the parts as `npm run start:intake` and its like do. @throws Error with what the compiler said */
export async function buildParts(): Promise<void> {
  for (const part of PARTS) {
    try {
      await promisify(execFile)('npm', ['run', '--silent', `build:${part}`], { cwd: ROOT, timeout: BUILD_MS });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`The ${part} cannot be built:\n${(stdout + stderr).trim() || String(error)}`, { cause: error });
    }
  }
}

/** What node is started with to run a part that was built: the words of `npm run start:<part>`. */
export function startWords(part: Part): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const [program, ...words] = (scripts[`start:${part}`] ?? '').split(' ');
  if (program !== 'node' || words.length === 0) throw new Error(`The script start:${part} is no plain "node …".`);
  return words;
}
