/** Care leavers: their spells, contacts, staying-put arrangements, pregnancies and motherhood. */
import * as fc from 'fast-check';
import type { Day } from '../oracle/calendar';
import { addMonths, civil } from '../oracle/calendar';
import { at, between, dayOf, stepFrom, when } from './days';
import type { Child, Fact, Path } from './facts';
import { ending, fact, maybe, rarely, several, written } from './facts';

const ACTIVITIES = ['F1', 'P1', 'F2', 'P2', 'F4', 'P4', 'F5', 'P5', 'G4', 'G5', 'G6'] as const;

const contact = fc.record({
  // Often on the day of the one before it: then the ids decide.
  step: fc.oneof({ weight: 3, arbitrary: at('d0', 'd0', 'm2', 'm12') }, { weight: 2, arbitrary: between(-60, 300) }),
  activity: fc.oneof(fc.constantFrom(...ACTIVITIES), fc.constantFrom('F1', 'P1', 'G4', 'G5', 'G6')),
  suitable: fc.boolean(),
});

const lasting = fc.record({
  from: fc.oneof(at('d0', 'm6'), between(-200, 400)),
  ended: ending(fc.oneof(at('m6', 'm12', 'd1'), between(1, 400))),
});

const leaver = fc.record({
  status: fc.constantFrom(
    ...([
      'former-relevant',
      'former-relevant',
      'former-relevant',
      'former-relevant',
      'relevant',
      'relevant',
      'qualifying',
    ] as const),
  ),
  ended: ending(fc.oneof(at('m12', 'm24', 'd1'), between(1, 900)), { open: 12, ends: 5 }),
  // Another spell from the end of the one before it on: relevant, then former relevant.
  afterEnd: fc.boolean(),
  contacts: several(contact, 2, 5),
  stayingPut: rarely(lasting, 2),
  parenthood: rarely(fc.tuple(lasting, fc.constantFrom('pregnant' as const, 'mother' as const)), 2),
});

/** At what age the first spell begins, so that a limit of age lies within the history; told by a description. */
const description = fc.record({
  age: fc.constantFrom(16, 17, 17, 18, 18, 18, 19, 19, 19, 20, 20, 21, 24),
  months: fc.nat(11),
  gender: fc.constantFrom('F' as const, 'F' as const, 'M' as const),
  ethnicity: maybe(fc.constantFrom('WBRI', 'MWBC', 'AIND')),
  disabled: fc.boolean(),
});

type Leaver = typeof leaver extends fc.Arbitrary<infer L> ? L : never;
type Described = typeof description extends fc.Arbitrary<infer D> ? D : never;

function leaverFacts(one: Leaver, on: Day, { newId }: Child): Fact[] {
  const id = newId('care-leaver');
  const facts: Fact[] = [fact('care-leaver.started', on, { id, startedOn: written(on), status: one.status })];
  if (one.ended !== undefined) {
    const endedOn = stepFrom(on, one.ended);
    facts.push(fact('care-leaver.ended', endedOn, { id, endedOn: written(endedOn) }));
  }
  let contactedOn = on;
  for (const { step, activity, suitable } of one.contacts) {
    contactedOn = stepFrom(contactedOn, step);
    facts.push(
      fact('care-leaver-contact.made', contactedOn, {
        id: newId('care-leaver-contact'),
        contactedOn: written(contactedOn),
        activity,
        accommodation: undefined,
        suitable,
      }),
    );
  }
  if (one.stayingPut !== undefined) {
    const staying = newId('staying-put');
    const startedOn = stepFrom(on, one.stayingPut.from);
    facts.push(fact('staying-put.started', startedOn, { id: staying, startedOn: written(startedOn) }));
    if (one.stayingPut.ended !== undefined) {
      const endedOn = stepFrom(startedOn, one.stayingPut.ended);
      facts.push(fact('staying-put.ended', endedOn, { id: staying, endedOn: written(endedOn) }));
    }
  }
  if (one.parenthood !== undefined) {
    const [{ from, ended }, kind] = one.parenthood;
    const parent = newId('parenthood');
    const startedOn = stepFrom(on, from);
    facts.push(fact('parenthood.started', startedOn, { id: parent, startedOn: written(startedOn), kind }));
    if (ended !== undefined) {
      const endedOn = stepFrom(startedOn, ended);
      facts.push(fact('parenthood.ended', endedOn, { id: parent, endedOn: written(endedOn) }));
    }
  }
  return facts;
}

function descriptionOn({ age, months, ...rest }: Described, on: Day): Fact {
  const { year, month } = civil(addMonths(on, -12 * age - months));
  return fact('child.described', on, { birthMonth: `${year}-${String(month).padStart(2, '0')}`, ...rest });
}

/** The path of a care leaver: often one spell, sometimes two, which may follow one another or overlap. */
export function leavingPaths(years: number): fc.Arbitrary<Path>[] {
  const spell = fc.tuple(when(years, at('d0', 'm12')), leaver);
  const spells = fc.array(spell, { minLength: 1, maxLength: 2, size: 'max' });
  return [
    maybe(fc.tuple(spells, maybe(description, 3)), 2).map((leaves): Path => (child) => {
      if (leaves === undefined) return [];
      const [all, described] = leaves;
      let previous: Day | undefined;
      let previousEnd: Day | undefined;
      return all.flatMap(([start, one], i) => {
        const on = one.afterEnd && previousEnd !== undefined ? previousEnd : dayOf(start, child.anchors, previous);
        previous = on;
        previousEnd = one.ended === undefined ? undefined : stepFrom(on, one.ended);
        const facts = leaverFacts(one, on, child);
        return described === undefined || i > 0 ? facts : [descriptionOn(described, on), ...facts];
      });
    }),
  ];
}
