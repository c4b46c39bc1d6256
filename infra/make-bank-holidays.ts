// Writes the kept list of bank holidays. Its version goes up by one where the list changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bankHolidaysFile, makeBankHolidays, type BankHoliday } from './bank-holidays';

const path = 'libs/calendar/src/bank-holidays.json';
const holidays = makeBankHolidays();
const kept = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as { version: number; holidays: BankHoliday[] })
  : { version: 0, holidays: [] };
const changed = JSON.stringify(kept.holidays) !== JSON.stringify(holidays);
const version = changed ? kept.version + 1 : kept.version;
writeFileSync(path, bankHolidaysFile(version, holidays));
process.stdout.write(`${path}: ${holidays.length} holidays, version ${version}${changed ? '' : ' (unchanged)'}\n`);
