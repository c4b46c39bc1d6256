// Writes what the programs carry of libs/reference/data. A file that has changed must have a new version.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { moduleText, referenceFiles } from './reference-files';

const path = 'libs/reference/src/kept-texts.json';
const versionOf = (lines: readonly string[] | undefined) => lines?.find((line) => line.startsWith('# version: '));

const files = referenceFiles();
const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as typeof files) : {};
const unmarked = Object.entries(files).filter(([name, lines]) => {
  const before = kept[name];
  return before !== undefined && before.join('\n') !== lines.join('\n') && versionOf(before) === versionOf(lines);
});
if (unmarked.length > 0) {
  const names = unmarked.map(([name]) => name).join(', ');
  throw new Error(`${names}: changed, but "# version: …" has not. Raise it by one, so that readers can tell.`);
}
writeFileSync(path, moduleText(files));
process.stdout.write(`${path}: ${Object.keys(files).length} files\n`);
