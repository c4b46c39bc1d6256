import { timeline, type Timeline, type TimelineLane, type TimelineMark, type TimelineSpan } from '@careledger/charts';
import { addMonths, dayInWords, firstDayOf, monthInShort, monthOf, type Day } from '@careledger/calendar';
import { endsOf, startsOf, TYPE_PREFIX, type EntityKind, type EventType } from '@careledger/contract';
import { legalStatusChanges, type Child, type RecordKind, type Standing } from '@careledger/record';
import { CODES } from '@careledger/reference';
import type { ChildRecord, RecordedEntity, StandingEvent } from '../../children/child-reader';
import { nameOfType } from '../figures/event-words';
import { heading, html, link, NOTHING, raw, type Markup } from '../frame';
import type { ChildPageState } from './child-page-state';
import { dayOf, spellsOf, type SpellOfRecord } from './spells';

/** The lanes in their order; a bar in one of them is always of one kind, but in the last. */
const LANES = [
  'Contact and early help',
  'Referral',
  'Assessment',
  'Child in need plan',
  'Section 47 enquiry',
  'Child protection plan',
  'In care',
  'Placement',
  'Visits',
  'Conferences and reviews',
  'Health',
  'Missing',
  'Leaving care',
  'Worker',
  'Other',
] as const;
type Lane = (typeof LANES)[number];

/** In which lane each kind of entity stands. The compiler sees to it that none is forgotten. */
const LANE_OF: Readonly<Record<EntityKind, Lane>> = {
  contact: 'Contact and early help',
  'early-help': 'Contact and early help',
  referral: 'Referral',
  assessment: 'Assessment',
  'cin-plan': 'Child in need plan',
  s47: 'Section 47 enquiry',
  'cp-plan': 'Child protection plan',
  care: 'In care',
  'legal-status': 'In care',
  adoption: 'In care',
  placement: 'Placement',
  visit: 'Visits',
  icpc: 'Conferences and reviews',
  'cp-review': 'Conferences and reviews',
  'cla-review': 'Conferences and reviews',
  review: 'Conferences and reviews',
  conference: 'Conferences and reviews',
  'health-check': 'Health',
  sdq: 'Health',
  'substance-misuse': 'Health',
  'substance-treatment': 'Health',
  missing: 'Missing',
  'care-leaver': 'Leaving care',
  'care-leaver-contact': 'Leaving care',
  allocation: 'Worker',
  'staying-put': 'Other',
  parenthood: 'Other',
  'exploitation-tracker': 'Other',
  'independent-visitor': 'Other',
  uasc: 'Other',
  offence: 'Other',
  carer: 'Other',
};

/** What of a spell's first event stands in its bar, and the list that its code is of. */
const SHOWN_OF: Readonly<Partial<Record<string, { readonly field: string; readonly list?: string }>>> = {
  care: { field: 'legalStatus', list: 'legal-status' },
  placement: { field: 'type', list: 'placement-type' },
  'cp-plan': { field: 'category', list: 'category-of-abuse' },
  allocation: { field: 'worker' },
  'care-leaver': { field: 'status' },
};

/** A record that is longer than this is drawn twice: the last year, in which single things can be told apart, and all of it. */
const LONG_MONTHS = 18;
const YEAR_MONTHS = 12;
/** So many days before and after what is drawn are left free. */
const MARGIN = 7;

/** The record in time: spells as bars, events as marks, a lane a kind. The tables of spells and events beneath say all of it. */
export function timelineSection(state: ChildPageState): Markup {
  const { today, record } = state;
  const lanes = lanesOf(record);
  const days = lanes.flatMap(({ spans, marks }) => [
    ...spans.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])),
    ...marks.map(({ at }) => at),
  ]);
  if (days.length === 0) return NOTHING;
  const from = Math.min(today - MARGIN, ...days) - MARGIN;
  const to = Math.max(today, ...days) + MARGIN;
  const lastYear = addMonths(today, -YEAR_MONTHS);
  const isLong = from < addMonths(today, -LONG_MONTHS);
  const hasLately =
    days.some((day) => day >= lastYear) || lanes.some(({ spans }) => spans.some((span) => span.to === undefined));
  return html`${heading(2, 'Timeline', 'timeline')}
    <p class="govuk-body" id="timeline-words">
      Bars are what lasts or lasted, marks are what happened on a day. Each is in the tables of
      ${link('#spells', 'spells')} and ${link('#events', 'events')}.
    </p>
    ${isLong && hasLately && drawn('The last twelve months', 'year', { from: lastYear, to, today, lanes })}
    ${drawn(isLong ? 'All of the record' : 'The record in time', 'all', { from, to, today, lanes })}`;
}

interface Stretch {
  readonly from: Day;
  readonly to: Day;
  readonly today: Day;
  readonly lanes: readonly TimelineLane[];
}

function drawn(title: string, id: string, { from, to, today, lanes }: Stretch): Markup {
  const picture: Timeline = {
    id: `timeline-${id}`,
    title,
    description: `${dayInWords(from)} to ${dayInWords(to)}. ${inWords(lanes, from, to)}`,
    from,
    to,
    ticks: ticksOf(from, to),
    now: { at: today, label: 'Today' },
    lanes,
  };
  return html`${heading(3, title)}
    <figure class="app-chart app-timeline" tabindex="0" aria-label="${title}" aria-describedby="timeline-words">
      ${raw(timeline(picture))}
    </figure>`;
}

/** `Placement: 2 that last or lasted. Visits: 12 on a day.` */
function inWords(lanes: readonly TimelineLane[], from: Day, to: Day): string {
  return lanes
    .flatMap(({ label, spans, marks }) => {
      const lasting = spans.filter((span) => span.from <= to && (span.to ?? Infinity) >= from).length;
      const onADay = marks.filter(({ at }) => from <= at && at <= to).length;
      const parts = [
        ...(lasting === 0 ? [] : [`${lasting} that ${lasting === 1 ? 'lasts' : 'last'} or lasted`]),
        ...(onADay === 0 ? [] : [`${onADay} on a day`]),
      ];
      return parts.length === 0 ? [] : [`${label}: ${parts.join(', ')}.`];
    })
    .join(' ');
}

const MOST_TICKS = 9;

/** Firsts of months at even distances, round ones: of each month, quarter, year, or of every few years. */
function ticksOf(from: Day, to: Day): { at: Day; label: string }[] {
  const [first, last] = [monthOf(from) + 1, monthOf(to)];
  const step = [1, 3, 6, 12, 24, 60].find((months) => (last - first + 1) / months <= MOST_TICKS) ?? 120;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
    .filter((month) => month % step === 0)
    .map((month) => ({
      at: firstDayOf(month),
      label: step < 12 ? monthInShort(month) : dayInWords(firstDayOf(month)).slice(-4),
    }));
}

/** What the record holds, by lane: spells, and every event that neither begins nor ends one of them. */
export function lanesOf({ child, entities }: Pick<ChildRecord, 'child' | 'entities'>): TimelineLane[] {
  const spells = spellsOf(child);
  const drawn = new Set(spells.map(({ kind, id }) => `${kind} ${id}`));
  return LANES.map((label) => ({
    label,
    spans: spells
      .filter(({ kind }) => LANE_OF[kind as EntityKind] === label)
      .flatMap((spell) => spansOf(spell, label, child)),
    marks: entities
      .filter((entity) => isIn(entity.kind, label))
      .flatMap((entity) => marksOf(entity, drawn.has(`${entity.kind} ${entity.id}`))),
  })).filter(({ spans, marks }) => spans.length > 0 || marks.length > 0);
}

/** The description of the child is of no day. */
const isIn = (kind: RecordKind, lane: Lane): boolean => kind !== 'child' && LANE_OF[kind] === lane;

function spansOf(spell: SpellOfRecord, lane: Lane, child: Child): TimelineSpan[] {
  const { kind, from, to, said, events } = spell;
  const name = nameOfType(kind);
  if (kind === 'care') return byLegalStatus(spell, child);
  const first = events.find(({ type }) => startsOf(kind as EntityKind).includes(type));
  const labels = lane === 'Other' ? [name] : labelsOf(kind, fieldOf(first, SHOWN_OF[kind]?.field ?? ''));
  return [{ from, to, labels, title: [name, lasting(from, to), ...said].join(', ') }];
}

/** A care period in its pieces, each under one legal status. */
function byLegalStatus({ kind, id, from, to, events }: SpellOfRecord, child: Child): TimelineSpan[] {
  const first = fieldOf(
    events.find(({ type }) => type === 'care.started'),
    'legalStatus',
  );
  const changes = legalStatusChanges(child)
    .filter(({ care, on }) => care === id && from < on && on < (to ?? Infinity))
    .sort((a, b) => a.on - b.on);
  const pieces = [{ on: from, legalStatus: first }, ...changes];
  return pieces.map(({ on, legalStatus }, i) => {
    const end = pieces[i + 1]?.on ?? to;
    const labels = labelsOf(kind, legalStatus);
    return { from: on, to: end, labels, title: ['In care', lasting(on, end), ...labels.slice(0, 1)].join(', ') };
  });
}

const lasting = (from: Day, to: Day | undefined): string =>
  to === undefined ? `since ${dayInWords(from)}` : `${dayInWords(from)} to ${dayInWords(to)}`;

function fieldOf(event: Standing | undefined, field: string): string | undefined {
  const value = (event?.data as Readonly<Record<string, unknown>> | undefined)?.[field];
  return typeof value === 'string' ? value : undefined;
}

/** What a code means, with the code; and the code alone. */
function labelsOf(kind: string, code: string | undefined): string[] {
  if (code === undefined) return [];
  const list = SHOWN_OF[kind]?.list;
  const meaning = list === undefined ? '' : CODES.of(list).find((one) => one.code === code)?.meaning;
  return meaning === undefined || meaning === '' ? [code] : [`${meaning} (${code})`, code];
}

function marksOf({ kind, events }: RecordedEntity, isSpell: boolean): TimelineMark[] {
  const ofSpell: readonly EventType[] = isSpell ? [...startsOf(kind as EntityKind), ...endsOf(kind as EntityKind)] : [];
  return events.flatMap((event) => {
    const type = event.type.slice(TYPE_PREFIX.length) as EventType;
    const at = dayOf(event);
    if (event.retracted || at === undefined || ofSpell.includes(type)) return [];
    return [{ at, look: lookOf(event) }];
  });
}

function lookOf({ type }: StandingEvent): TimelineMark['look'] {
  if (type.endsWith('.planned')) return 'booked';
  return type.endsWith('.refused') ? 'not-done' : 'done';
}
