import type { Reading, Settings } from './settings';

/** How long what is kept is kept; undefined means for good. */
export interface Retention {
  /** Years after the last thing that was recorded of a child until it is listed as due for erasure. */
  readonly years: number | undefined;
  /** Of a child who ever was in care: years after its birth before which it is not due. Undefined: never. */
  readonly careYears: number | undefined;
  /** Days after which these are deleted, without anybody's asking. */
  readonly refusalsDays: number | undefined;
  readonly deadLettersDays: number | undefined;
  readonly accessLogDays: number | undefined;
}

/** Everything is kept. */
export const KEEP_ALL: Retention = {
  years: undefined,
  careYears: undefined,
  refusalsDays: undefined,
  deadLettersDays: undefined,
  accessLogDays: undefined,
};

const MOST_YEARS = 150;
const MOST_DAYS = 36_500;

/** Reads the variables that begin with `RETENTION_`. */
export function readRetention(settings: Settings): Retention {
  const years = settings.read('RETENTION_YEARS', wholeNumber('years', MOST_YEARS));
  const careYears = settings.read('RETENTION_CARE_YEARS', wholeNumber('years', MOST_YEARS));
  if (careYears !== undefined && !settings.isSet('RETENTION_YEARS')) {
    settings.refuse(
      'RETENTION_CARE_YEARS',
      'is set without RETENTION_YEARS: nobody is due by it alone. Set both, or leave it out.',
    );
  }
  const days = wholeNumber('days', MOST_DAYS);
  return {
    years,
    careYears,
    refusalsDays: settings.read('RETENTION_REFUSALS_DAYS', days),
    deadLettersDays: settings.read('RETENTION_DEAD_LETTERS_DAYS', days),
    accessLogDays: settings.read('RETENTION_ACCESS_LOG_DAYS', days),
  };
}

function wholeNumber(unit: string, most: number): (text: string) => Reading<number> {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,5}$/.test(text) && value >= 1 && value <= most) return { value };
    return { problem: `is "${text}". Give a whole number of ${unit} from 1 to ${most}, or leave it out to keep all.` };
  };
}
