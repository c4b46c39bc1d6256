import { parseDay, parseInstant, type Day, type Instant } from '@careledger/calendar';
import { EVENTS, validateEvent, type CaseEvent, type EventType } from '@careledger/contract';
import { Child, type LoggedEvent } from '@careledger/record';
import { ENTRY, type Entries } from '../vocabulary/entries';
import type { Measure } from '../vocabulary/measure';
import { readWorkedText, type WorkedEvent } from '../worked-example';

/** One line of a worked example: a child's events and the figures that follow from them. */
export interface WorkedLine {
  readonly name: string;
  readonly events: readonly LoggedEvent[];
  readonly expected: readonly Expectation[];
}

export interface Expectation {
  readonly text: string;
  /** The stream asked; undefined for the measure's only one. */
  readonly stream: string | undefined;
  readonly day: Day;
  readonly numerator: number;
  readonly denominator: number;
}

const RECORDED = '2020-01-01T00:00:00Z';

/**
 * Reads a worked example into events as the contract has them.
 * @throws Error naming the line that cannot be read, or the event that the contract refuses
 */
export function readWorkedExample(measure: Measure): WorkedLine[] {
  return readWorkedText(measure.worked).map(({ name, events, figures }) => ({
    name,
    events: events.map((event, i) => asEvent(event, i, measure.id)),
    expected: figures.map(({ text, stream, date, numerator, denominator = 0 }) => {
      return { text, stream, day: parseDay(date), numerator, denominator };
    }),
  }));
}

function asEvent({ text, type: name, date, fields, id }: WorkedEvent, index: number, measure: string): LoggedEvent {
  const type = name as EventType;
  const data: Record<string, unknown> = type === 'child.described' ? { gender: 'F' } : { id: id ?? '1' };
  for (const { name, value } of fields) {
    data[name] = value === 'true' ? true : value === 'false' ? false : isNumber(value) ? Number(value) : value;
  }
  if (type !== 'child.described') data[dateFieldOf(type)] = date;
  const event = {
    specversion: '1.0',
    id: `e-${index}`,
    source: '/worked/example',
    type: `csc.${type}`,
    subject: 'worked-example',
    authority: '841',
    recordedtime: RECORDED,
    data,
  };
  const now: Instant = parseInstant('2030-01-01T00:00:00Z');
  const verdict = validateEvent(event, { now });
  if ('refusal' in verdict) {
    throw new Error(`${measure}: "${text}" is refused: ${verdict.refusal.field}: ${verdict.refusal.rule}`);
  }
  return { partition: 0, offset: index, appendedAt: parseInstant(RECORDED), event: event as CaseEvent };
}

const isNumber = (value: string): boolean => /^\d+(\.\d+)?$/.test(value);

/** The field that says when: the first required one whose name ends in On or At. */
function dateFieldOf(type: EventType): string {
  if (!(type in EVENTS)) throw new Error(`${type} is no event type`);
  const field = Object.keys(EVENTS[type].data.properties).find((name) => /(On|At)$/.test(name));
  if (field === undefined) throw new Error(`${type} has no date`);
  return field;
}

/** The figure of one child: of a flow on that day, of a stock or a distinct stream at that day. */
export function figureOf(measure: Measure, line: WorkedLine, expected: Expectation) {
  const child = Child.of('841', 'worked-example', line.events);
  const account = measure.accounts.find(({ stream }) => expected.stream === undefined || stream === expected.stream);
  if (account === undefined) throw new Error(`${measure.id} has no stream ${expected.stream}`);
  const isFlow = account.stream === 'flow';
  return sum(account.entries(child), (day) => (isFlow ? day === expected.day : day <= expected.day));
}

function sum(entries: Entries, counts: (day: Day) => boolean): { numerator: number; denominator: number } {
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < entries.length; i += ENTRY) {
    if (!counts(entries[i] as Day)) continue;
    numerator += entries[i + 2] as number;
    denominator += entries[i + 3] as number;
  }
  return { numerator, denominator };
}
