import { bankHolidaysVersion } from '@careledger/calendar';
import kept from './kept-texts.json';
import { headOf } from './reference-file';

/** A file of `libs/reference/data`. */
export type KeptFile = keyof typeof kept;

/** What a file of reference data is and where it is from. */
export interface FileDescription {
  readonly name: string;
  readonly what: string;
  readonly version: number;
  readonly source: string;
  /** Whether an authority can put its own in its place. */
  readonly replaceable: boolean;
}

/** The files that an authority can replace; all others are national and belong to the rulebook. */
export const OWN_FILES = ['population.csv', 'targets.csv'] as const;
export type OwnFile = (typeof OWN_FILES)[number];

/** The names of the files that are kept. */
export const KEPT_FILES = Object.keys(kept) as KeptFile[];

/** The text of a file as it stands in `libs/reference/data`. */
export function keptText(file: KeptFile): string {
  return kept[file].join('\n');
}

/** What every file of reference data is, the bank holidays of the calendar among them. */
export function keptFileDescriptions(): FileDescription[] {
  return [
    ...KEPT_FILES.map((name): FileDescription => {
      const [what = '', ...head] = headOf(keptText(name));
      const said = (word: string) => head.find((line) => line.startsWith(`${word}: `))?.slice(word.length + 2) ?? '';
      const replaceable = (OWN_FILES as readonly string[]).includes(name);
      return { name, what, version: Number(said('version')), source: said('source'), replaceable };
    }),
    {
      name: 'bank-holidays.json',
      what: 'Bank holidays of England and Wales from 1990 to 2040: they decide what a working day is. Kept in libs/calendar.',
      version: bankHolidaysVersion,
      source: 'the library date-holidays, with corrections that each name their source (infra/bank-holidays.ts)',
      replaceable: false,
    },
  ];
}
