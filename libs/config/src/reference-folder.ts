import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KEPT_FILES, OWN_FILES, readOwnFile, ReferenceFileError, type OwnReference } from '@careledger/reference';

/**
 * Reads the files that an authority has put in the place of bundled ones (`targets.csv`, `population.csv`).
 * @returns what the files say, and everything that is wrong with them: each the rest of a sentence that begins with the
 *   name of the setting
 */
export function readReferenceFolder(folder: string): { own: OwnReference; problems: readonly string[] } {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { own: {}, problems: [`is "${folder}", and there is no such folder that can be read.`] };
  }
  const present = OWN_FILES.filter((name) => names.includes(name));
  const problems: string[] = [];
  for (const name of names.filter((each) => (KEPT_FILES as readonly string[]).includes(each))) {
    if ((OWN_FILES as readonly string[]).includes(name)) continue;
    problems.push(
      `has ${path.join(folder, name)}, but what is in it holds for every authority and belongs to the rulebook. Take it away; ${OWN_FILES.join(' and ')} can be replaced.`,
    );
  }
  if (present.length === 0) {
    problems.push(`is "${folder}", and neither ${OWN_FILES.join(' nor ')} is in it. Put one there, or leave it out.`);
  }
  let own: OwnReference = {};
  for (const name of present) {
    const place = path.join(folder, name);
    try {
      own = { ...own, ...readOwnFile(name, place, textOf(place)) };
    } catch (error) {
      if (!(error instanceof ReferenceFileError)) throw error;
      problems.push(`names files that are not right: ${error.message}`);
    }
  }
  return { own, problems };
}

function textOf(place: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(place);
  } catch {
    throw new ReferenceFileError(
      place,
      undefined,
      'cannot be read. Give the account that runs the program the right to.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ReferenceFileError(place, undefined, 'is not UTF-8 text. Save it as "CSV UTF-8".');
  }
}
