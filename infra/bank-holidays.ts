// The bank holidays of England and Wales as the library `date-holidays` gives them, with what it has wrong put right. Dates
// fixed for good come from the Banking and Financial Dealings Act 1971, Schedule 1 (Easter Monday, the last Mondays of May
// and August, 26 December, 27 December where the 25th or 26th is a Sunday) and the common law (Good Friday, Christmas Day);
// New Year's Day, the first Monday of May, substitutes and one-off days are appointed by Royal proclamation under section 1
// of that Act. What will be proclaimed for years to come cannot be known: they follow the usual pattern.
import Holidays from 'date-holidays';

export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2040;

export interface BankHoliday {
  date: string;
  name: string;
}

interface Correction {
  remove?: string[];
  add?: BankHoliday[];
  /** What happened, and by what it was appointed. */
  because: string;
}

const CORRECTIONS: readonly Correction[] = [
  {
    remove: ['1995-05-01'],
    add: [{ date: '1995-05-08', name: 'Early May bank holiday (VE Day)' }],
    because:
      'Royal proclamation under section 1(2) of the Act of 1971: in 1995 the May Day holiday was kept a week later, on the fiftieth anniversary of the end of the war in Europe.',
  },
  {
    add: [{ date: '1999-12-31', name: 'Millennium bank holiday' }],
    because: 'Royal proclamation under section 1(3): an additional day on the eve of the year 2000.',
  },
  {
    remove: ['2002-05-27'],
    add: [
      { date: '2002-06-03', name: 'Golden Jubilee bank holiday' },
      { date: '2002-06-04', name: 'Spring bank holiday' },
    ],
    because:
      "Royal proclamations under section 1(2) and (3): the spring holiday moved to 4 June, with an additional day before it, for the Queen's Golden Jubilee.",
  },
  {
    add: [{ date: '2011-04-29', name: 'Royal wedding bank holiday' }],
    because:
      'Royal proclamation under section 1(3): an additional day for the wedding of Prince William and Catherine Middleton.',
  },
  {
    remove: ['2012-05-28'],
    add: [{ date: '2012-06-04', name: 'Spring bank holiday' }],
    because:
      "Royal proclamation under section 1(2): the spring holiday moved to the day before the additional one for the Queen's Diamond Jubilee (5 June, which the library has).",
  },
];

/** The list as the library and the corrections give it now, in order of date. */
export function makeBankHolidays(): BankHoliday[] {
  const library = new Holidays('GB', 'ENG', { languages: ['en'] });
  const byDate = new Map<string, string>();
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    for (const { date, name, type } of library.getHolidays(year, 'en')) {
      const day = date.slice(0, 10);
      // A holiday that falls on a weekend is kept on the substitute day, which the library lists as well.
      if (type === 'public' && !isWeekend(day)) byDate.set(day, name.replaceAll('’', "'"));
    }
  }
  for (const { remove = [], add = [] } of CORRECTIONS) {
    for (const date of remove) {
      if (!byDate.delete(date)) throw new Error(`correction out of date: the library has no holiday on ${date}`);
    }
    for (const { date, name } of add) {
      if (byDate.has(date)) throw new Error(`correction out of date: the library has a holiday on ${date}`);
      byDate.set(date, name);
    }
  }
  return [...byDate].map(([date, name]) => ({ date, name })).sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** The text of the kept file: a line a holiday, so that a change shows as the days it concerns. */
export function bankHolidaysFile(version: number, holidays: readonly BankHoliday[]): string {
  return [
    '{',
    `  "version": ${version},`,
    '  "division": "England and Wales",',
    `  "years": { "from": ${FIRST_YEAR}, "to": ${LAST_YEAR} },`,
    '  "madeBy": "npm run make:bank-holidays (infra/make-bank-holidays.ts: the library date-holidays, with corrections)",',
    '  "holidays": [',
    holidays.map(({ date, name }) => `    { "date": "${date}", "name": ${JSON.stringify(name)} }`).join(',\n'),
    '  ]',
    '}',
    '',
  ].join('\n');
}

function isWeekend(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() % 6 === 0;
}
