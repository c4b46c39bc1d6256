/** Catalogue: "Care leavers, carers", the rows on care leavers. */
import type { Day } from './calendar';
import type { Measure } from './measure';
import { stock } from './measure';
import type { ChildRecord } from './record';
import { ageAt, isOpen, lastBy } from './states';

type Contact = ChildRecord['leaverContacts'][number];

/** Whether the child is a care leaver at T whose age lies between two, both included. */
function isLeaver(child: ChildRecord, T: Day, statuses: readonly string[], from: number, to: number): boolean {
  const age = ageAt(child, T);
  if (age === null || age < from || age > to) return false;
  return child.leavingCare.some((spell) => statuses.includes(spell.status) && isOpen(spell, T));
}

const is19To21 = (child: ChildRecord, T: Day): boolean => isLeaver(child, T, ['former-relevant'], 19, 21);
const is17To18 = (child: ChildRecord, T: Day): boolean => isLeaver(child, T, ['relevant', 'former-relevant'], 17, 18);

function byContact(isAsked: typeof is19To21, counts: (contact: Contact) => boolean): Measure {
  return stock('percent', (child, T) => {
    if (!isAsked(child, T)) return null;
    const contact = lastBy(child.leaverContacts, T);
    return { numerator: contact !== undefined && counts(contact) };
  });
}

const isNeet = ({ activity }: Contact): boolean => activity === 'G4' || activity === 'G5' || activity === 'G6';
const isInHigherEducation = ({ activity }: Contact): boolean => activity === 'F1' || activity === 'P1';

function mothers(from: number, to: number): Measure {
  return stock('percent', (child, T) => {
    if (!isLeaver(child, T, ['relevant', 'former-relevant'], from, to) || child.described.gender !== 'F') return null;
    return { numerator: child.parenthood.some((spell) => isOpen(spell, T)) };
  });
}

export function careLeaverMeasures(): Record<string, Measure> {
  return {
    'care-leavers-suitable-accommodation-19-21': byContact(is19To21, ({ suitable }) => suitable),
    'care-leavers-suitable-accommodation-17-18': byContact(is17To18, ({ suitable }) => suitable),
    'care-leavers-eet-19-21': byContact(is19To21, (contact) => !isNeet(contact)),
    'care-leavers-eet-17-18': byContact(is17To18, (contact) => !isNeet(contact)),
    'care-leavers-higher-education-19-21': byContact(is19To21, isInHigherEducation),
    'care-leavers-higher-education-17-18': byContact(is17To18, isInHigherEducation),

    'care-leavers-neet-19-21': stock(
      'percent',
      (child, T) => {
        const contact = lastBy(child.leaverContacts, T);
        if (contact === undefined || !is19To21(child, T)) return null;
        return { numerator: isNeet(contact), keys: { activity: contact.activity } };
      },
      ['activity'],
      ['activity'],
    ),

    'care-leavers-staying-put': stock('percent', (child, T) =>
      isLeaver(child, T, ['relevant', 'former-relevant'], 18, 21)
        ? { numerator: child.stayingPut.some((spell) => isOpen(spell, T)) }
        : null,
    ),

    'care-leavers-parents-17-21': mothers(17, 21),
    'care-leavers-parents-17-25': mothers(17, 25),
  };
}
