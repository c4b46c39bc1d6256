import { dayInWords, formatDay, formatInstant, londonDay } from '@careledger/calendar';
import { ANCHORS, dueItems, KINDS, type Obligation } from '@careledger/due';
import type { Day } from '@careledger/calendar';
import { counted, html, link, pages, tag, type Cell, type Markup, type Table } from '../frame';
import { nameOfType } from '../figures/event-words';
import { bookingInWords, daysInWords, stateTag } from '../due/due-words';
import { obligationsOf, eventsOf, type ChildPageState } from './child-page-state';
import { saidBy, spellsOf, type SpellOfRecord } from './spells';

/** The tables of the page, by their names. */
export function childTable(name: string | undefined, state: ChildPageState): Table | undefined {
  switch (name) {
    case 'due':
      return dueTable(state);
    case 'kept':
      return keptTable(state);
    case 'deadlines':
      return deadlinesTable(state, obligationsOf(state));
    case 'spells':
      return spellsTable(state, spellsOf(state.record.child));
    case 'events':
      return eventsTable(eventsOf(state));
    case 'measures':
      return measuresTable(state);
    case 'faults':
      return faultsTable(state);
    default:
      return undefined;
  }
}

/** What is due as things stand today. */
export function dueTable({ record: { child }, today }: ChildPageState): Table {
  return {
    caption: 'What is due',
    columns: [{ head: 'What' }, { head: 'Due' }, { head: 'State' }, { head: 'Days' }, { head: 'Booked' }],
    empty: 'Nothing is due.',
    rows: dueItems(child, today).map((item) => [
      KINDS[item.kind].title,
      { shown: dayInWords(item.due), value: formatDay(item.due) },
      { shown: stateTag(item.state), value: item.state },
      { shown: daysInWords(item.days), value: item.days },
      {
        shown: bookingInWords({ ...item, sealed: false }),
        value: item.booked === undefined ? null : formatDay(item.booked),
      },
    ]),
  };
}

/** Deadlines and what became of them. */
export function deadlinesTable({ today }: ChildPageState, obligations: readonly Obligation[]): Table {
  return {
    caption: 'Deadlines',
    columns: [
      { head: 'What', name: 'kind' },
      { head: 'Counted from', name: 'since' },
      { head: 'Due', name: 'due' },
      { head: 'What became of it', name: 'outcome' },
      { head: 'Done', name: 'doneOn' },
    ],
    empty: 'No deadline has been running for this child.',
    rows: obligations.map((one) => [
      { shown: KINDS[one.kind].title, value: one.kind },
      { shown: `${capital(ANCHORS[one.anchor])}, ${dayInWords(one.since)}`, value: formatDay(one.since) },
      { shown: dayInWords(one.due), value: formatDay(one.due) },
      { shown: outcomeTag(one, today), value: outcomeOf(one, today) },
      one.metOn === undefined ? null : { shown: dayInWords(one.metOn), value: formatDay(one.metOn) },
    ]),
  };
}

/** What became of a deadline by a day. */
export type Outcome = 'in time' | 'late' | 'overdue' | 'ahead' | 'not done' | 'called off';

/** Whether it was done, is waited for, or ended without being done: after its day, or before it fell due. */
export function outcomeOf({ metOn, inTime, from, to, due }: Obligation, today: Day): Outcome {
  if (from > today || today < to) return due < today ? 'overdue' : 'ahead';
  if (metOn !== undefined) return inTime === true ? 'in time' : 'late';
  return due < to ? 'not done' : 'called off';
}

function outcomeTag(one: Obligation, today: Day): Markup {
  const outcome = outcomeOf(one, today);
  switch (outcome) {
    case 'in time':
      return tag('In time', 'green');
    case 'late':
      return html`${tag('Late', 'red')} ${lateness(one)}`;
    case 'overdue':
      return html`${tag('Overdue', 'red')} ${daysInWords(one.due - today)}`;
    case 'ahead':
      return html`${tag('Ahead', 'blue')} ${daysInWords(one.due - today)}`;
    case 'not done':
      return tag('Not done', 'red');
    case 'called off':
      return html`${tag('Ended first', 'grey')}`;
  }
}

/** By how many days; of an interview that was late by hours, on the last day, nothing. */
const lateness = ({ metOn, due }: Obligation): string =>
  metOn === undefined || metOn <= due ? '' : `by ${counted(metOn - due, 'day')}`;

/** Of each kind of deadline how many were kept. */
export function keptTable(state: ChildPageState): Table {
  const byKind = new Map<Obligation['kind'], Outcome[]>();
  for (const one of obligationsOf(state)) {
    byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), outcomeOf(one, state.today)]);
  }
  const count = (outcomes: readonly Outcome[], ...wanted: readonly Outcome[]): number =>
    outcomes.filter((outcome) => wanted.includes(outcome)).length;
  return {
    caption: 'Deadlines kept and missed, by kind',
    columns: [
      { head: 'Kind' },
      { head: 'In time', kind: 'number' },
      { head: 'Late', kind: 'number' },
      { head: 'Not done', kind: 'number' },
      { head: 'Overdue now', kind: 'number' },
    ],
    empty: 'No deadline has been running for this child.',
    rows: [...byKind].map(([kind, outcomes]) => [
      KINDS[kind].plural,
      count(outcomes, 'in time'),
      count(outcomes, 'late'),
      count(outcomes, 'not done'),
      count(outcomes, 'overdue'),
    ]),
  };
}

/** What lasts, or lasted, in the child's life as the record has it. */
export function spellsTable({ today }: ChildPageState, spells: readonly SpellOfRecord[]): Table {
  return {
    caption: 'Spells',
    columns: [
      { head: 'Spell', name: 'kind' },
      { head: 'From', name: 'from' },
      { head: 'To', name: 'to' },
      { head: 'What is recorded', name: 'recorded' },
      { head: 'Events', name: 'events' },
    ],
    empty: 'None is recorded.',
    rows: spells.map(({ kind, from, to, said, events }) => [
      { shown: nameOfType(kind), value: kind },
      { shown: dayInWords(from), value: formatDay(from) },
      to === undefined
        ? { shown: from > today ? 'Ahead' : 'Goes on', value: null }
        : { shown: dayInWords(to), value: formatDay(to) },
      said.join(', '),
      events.map(({ id }) => id).join(' '),
    ]),
  };
}

/** What the record is made of: each event as it stands, with its id and where it came from. */
export function eventsTable(events: ReturnType<typeof eventsOf>): Table {
  return {
    caption: 'Events',
    columns: [
      { head: 'Day', name: 'day' },
      { head: 'What happened', name: 'type' },
      { head: 'What is recorded', name: 'recorded' },
      { head: 'Recorded on', name: 'recordedAt' },
      { head: 'Source', name: 'source' },
      { head: 'Event', name: 'id' },
    ],
    empty: 'There is none.',
    rows: events.map(({ day, event, entity }): readonly Cell[] => [
      day === undefined ? { shown: 'No day', value: null } : { shown: dayInWords(day), value: formatDay(day) },
      {
        shown: html`${nameOfType(event.type.replace(/^csc\./, ''))}${event.retracted && html` ${tag('Taken back', 'grey')}`}`,
        value: event.type,
      },
      saidBy(event).join(', '),
      { shown: dayInWords(londonDay(event.recordedAt)), value: formatInstant(event.recordedAt) },
      event.source,
      {
        shown: html`${event.id}<span class="govuk-visually-hidden"> of ${entity}</span>`,
        value: event.id,
      },
    ]),
  };
}

/** Which measures the child counts in this month, and how. */
export function measuresTable({ authority, record }: ChildPageState): Table {
  return {
    caption: 'Measures that the child counts in this month',
    columns: [
      { head: 'Measure', name: 'measure' },
      { head: 'Area', name: 'area' },
      { head: 'Counts', name: 'counts' },
      { head: 'Events', name: 'events' },
    ],
    empty: 'None.',
    rows: record.contributions.map(({ area, measure, contributions }) => {
      const numerator = contributions.reduce((sum, one) => sum + one.numerator, 0);
      const denominator = contributions.reduce((sum, one) => sum + one.denominator, 0);
      const sources = new Set(contributions.flatMap((one) => one.sources.map(({ id }) => id)));
      const how =
        measure.shape === 'count' || denominator === 0
          ? `Adds ${numerator}`
          : measure.shape === 'mean'
            ? `Adds ${numerator} over ${denominator}`
            : `${numerator} of ${denominator}`;
      return [
        { shown: link(pages.measure(authority, measure.id), measure.title), value: measure.id },
        area,
        how,
        [...sources].join(' '),
      ];
    }),
  };
}

/** What cannot be so in the record. */
export function faultsTable({ record }: ChildPageState): Table {
  return {
    caption: 'What somebody should put right at the source',
    columns: [{ head: 'Where' }, { head: 'Id' }, { head: 'What is wrong' }],
    empty: 'Nothing was found.',
    rows: record.faults.map(({ kind, id, says }) => [nameOfType(kind), id, says]),
  };
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
