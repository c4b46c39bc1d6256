import { yearLabel, type DayText, type ReturnYear } from '../engine/return-year';
import type { Finding, Kept } from '../engine/rows';
import type { Fact } from '../engine/source';
import { ACTIVITIES } from './codes';
import { entityId } from './entity-id';
import type { CareLeaverRow } from './rows';

/**
 * What OC3 says: how a care leaver fared around the 17th to 21st birthday. What it says is dated by the birthday, which is the
 * first day of the month of birth, and taken to hold until the next one. Whoever died or went home for good is no care leaver.
 */
export function careLeaverFacts(
  year: ReturnYear,
  { row, origin }: Kept<CareLeaverRow>,
  born: string,
  findings: Finding[],
): Fact[] {
  if (row === null) return [];
  const birthday = birthdayIn(year, born);
  const age = Number(birthday.slice(0, 4)) - Number(born.slice(0, 4));
  if (born === '' || age < 17 || age > 21) {
    const reason = 'no birthday from the 17th to the 21st lies in the year';
    findings.push({ origin, outcome: 'left-out', reason });
    return [];
  }
  if (row.inTouch === 'DIED' || row.inTouch === 'RHOM') return [];
  const id = entityId(yearLabel(year));
  const leaver = { entity: 'care-leaver', entityId: id, origin } as const;
  const status = age === 17 ? 'relevant' : 'former-relevant';
  const endedOn = `${Number(birthday.slice(0, 4)) + 1}${birthday.slice(4)}`;
  const facts: Fact[] = [
    { ...leaver, type: 'care-leaver.started', data: { id, startedOn: birthday, status } },
    { ...leaver, type: 'care-leaver.ended', data: { id, endedOn } },
  ];
  const activity = ACTIVITIES.get(row.activity ?? '');
  const { accommodation } = row;
  if (row.inTouch === 'YES' && activity !== undefined && accommodation !== undefined) {
    facts.push({
      entity: 'care-leaver-contact',
      entityId: id,
      type: 'care-leaver-contact.made',
      data: { id, contactedOn: birthday, activity, accommodation, suitable: accommodation.endsWith('1') },
      origin,
    });
  }
  return facts;
}

/** The first day of the month of birth that lies in a financial year. */
function birthdayIn(year: ReturnYear, born: string): DayText {
  const month = born.slice(5, 7);
  return `${month >= '04' ? year : year + 1}-${month}-01`;
}
