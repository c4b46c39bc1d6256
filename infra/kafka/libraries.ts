import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const folder = __dirname;
const lib = join(folder, 'target', 'lib');
/** Says for which pom.xml the libraries were fetched. */
const stamp = join(folder, 'target', 'fetched-for');

const FETCH_MS = 10 * 60_000;

/** The class path of a broker and its tools. */
export const classPath = join(lib, '*');

/** What is missing for a broker on this machine, as a sentence; undefined where nothing is. */
export function whatIsMissing(): string | undefined {
  if (!isOnPath('java')) return 'Java is not installed: Kafka needs Java 17 or newer on the PATH.';
  if (areFetched() || isOnPath('mvn')) return undefined;
  return 'Maven is not installed, and Kafka has not been fetched before: put mvn on the PATH.';
}

/** Fetches the broker from Maven Central, unless that was done. @throws Error that says what is missing or went wrong */
export async function fetchLibraries(progress: (message: string) => void = () => undefined): Promise<void> {
  const missing = whatIsMissing();
  if (missing !== undefined) throw new Error(missing);
  if (areFetched()) return;
  progress('Fetching Apache Kafka from Maven Central (once, 55 MB) …');
  rmSync(lib, { recursive: true, force: true });
  const goal = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=target/lib'];
  try {
    await promisify(execFile)('mvn', goal, { cwd: folder, timeout: FETCH_MS });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`Maven could not fetch Apache Kafka:\n${(stdout + stderr).trim() || String(error)}`, {
      cause: error,
    });
  }
  writeFileSync(stamp, wanted());
}

const wanted = (): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'pom.xml')))
    .digest('hex');

const areFetched = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
