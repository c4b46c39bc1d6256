import { Type, type Static, type TObject, type TString } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { envelope, type CaseEvent } from './case-event';
import { strictObject } from './event-definition';
import { choice, eventIdField, instant, sourceField } from './fields';

/** The prefix of control events: what is decided about what is kept, and about figures, by those who run the system. No emitter may send them. */
export const CONTROL_PREFIX = 'careledger.control.';

/** Where control events come from. */
export const CONTROL_SOURCE = '/careledger/operations';

/** The longest reason that an operator can give. */
export const MAX_REASON_LENGTH = 500;

const MAX_FAULT_LENGTH = 1_000;

/** A line of text for people: something must stand in it. */
function line(description: string, maxLength: number, example: string): TString {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern:
      '^[^\\u0000-\\u001F\\u007F-\\u009F]*[^\\s\\u0000-\\u001F\\u007F-\\u009F][^\\u0000-\\u001F\\u007F-\\u009F]*$',
    title: `a line of text of 1 to ${maxLength} characters`,
    description,
    examples: [example],
  });
}

function place(description: string, example: number) {
  return Type.Integer({ minimum: 0, title: 'a whole number, 0 or more', description, examples: [example] });
}

const act = {
  reason: line(
    'Why, in the words of whoever decided. It is kept for ever: no names.',
    MAX_REASON_LENGTH,
    'put right in release 2.1',
  ),
  by: line('Who decided.', 200, 'operations@example.org'),
};

const waited = {
  since: place('Offset of the event that could not be applied: it and all later ones of the child waited.', 9120),
  fault: line('Why it could not be applied.', MAX_FAULT_LENGTH, 'RangeError: no such day'),
  after: Type.Optional(
    place(
      'Offset of the act on this child that went before; left out for its first. An act that does not follow on counts for nothing.',
      8000,
    ),
  ),
};

const discarded = {
  offset: place('Offset of the event that is left out of the record from now on.', 9120),
};

const replacement = strictObject({
  source: sourceField('The source of the event that stands in its place.'),
  id: eventIdField('The id of the event that stands in its place.'),
});

const letter = {
  partition: place('The partition of the topic that it lies in.', 0),
  offset: place('Its offset.', 9120),
};

const version = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: 32_767, title: 'the version of a rulebook', description, examples: [example] });

const rulebooks = {
  version: version(
    'The rulebook that comes into force. One that is no later than that in force counts for nothing.',
    4,
  ),
  replaces: version('The rulebook that had been in force.', 3),
};

/**
 * On what ground a child's data are erased. Source: UK GDPR, article 17(1)(a) to (e), with accuracy (5(1)(d)) and the limit of
 * storage (5(1)(e)).
 */
export const ERASURE_GROUNDS = [
  'no-longer-needed',
  'consent-withdrawn',
  'objection',
  'unlawful-processing',
  'legal-obligation',
  'recorded-in-error',
  'retention-over',
] as const;

export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

/** Every control event, by its name without the prefix: the one definition of each. */
export const CONTROLS = {
  'child-released': {
    doc: 'The events of a parked child are tried again; what can be applied is known from this event on.',
    data: strictObject({ ...waited, ...act }),
  },
  'event-discarded': {
    doc: 'A waiting event of a parked child is left out of its record for good, and the others are tried again.',
    data: strictObject({ ...discarded, ...waited, ...act }),
  },
  'event-corrected': {
    doc: 'A waiting event of a parked child is left out for good, and another, which follows in the log, stands in its place.',
    data: strictObject({ ...discarded, replacement, ...waited, ...act }),
  },
  'dead-letter-resubmitted': {
    doc: 'A record that could not be taken as an event was sent again, as it was or put right; the event follows in the log.',
    data: strictObject({ letter: strictObject(letter), replacement, ...act }),
  },
  'dead-letter-discarded': {
    doc: 'A record that could not be taken as an event is put aside for good.',
    data: strictObject({ letter: strictObject(letter), ...act }),
  },
  'rulebook-activated': {
    doc: 'From here on the figures of the children in this partition are by another rulebook. There is one in each partition.',
    data: strictObject({ ...rulebooks, ...act }),
  },
  'child-erased': {
    doc:
      'What is kept of a child is erased, and what was posted for it is taken back. It names nobody: its subject was made up ' +
      'so that it lies in the partition of the child.',
    data: strictObject({
      child: Type.Optional(
        place(
          'The child’s number: the offset of its first event in this partition. Left out where there is no event of it.',
          8117,
        ),
      ),
      ground: choice(ERASURE_GROUNDS, 'The ground in law.'),
      askedBy: line('Who asked for it; somebody else carried it out.', 200, 'data-protection@example.org'),
      ...act,
    }),
  },
};

/** The name of a control event without its prefix. */
export type ControlType = keyof typeof CONTROLS;

export const CONTROL_TYPES = Object.keys(CONTROLS) as readonly ControlType[];

type DataOfControl<K extends ControlType> = Static<(typeof CONTROLS)[K]['data']>;

/** A control event of one type, as it stands in JSON. */
export interface ControlOf<K extends ControlType> {
  type: `${typeof CONTROL_PREFIX}${K}`;
  specversion: '1.0';
  id: string;
  source: string;
  authority: string;
  /**
   * The child concerned; `UNKNOWN_CHILD` where a dead letter names none, one of `NO_CHILD` where it concerns a partition, a
   * made-up name where it is an erasure.
   */
  subject: string;
  /** When it was decided. */
  time: string;
  data: DataOfControl<K>;
}

export type ControlEvent = { [K in ControlType]: ControlOf<K> }[ControlType];

/** In whose partition the acts on dead letters go that name no child: an authority that there is not. */
export const UNKNOWN_CHILD = { authority: '000', subject: 'dead-letters' } as const;

/** Whose control events are that concern a whole partition: an authority that there is not, and a subject that lies there. */
export const NO_CHILD = { authority: '000', stem: 'no-child-' } as const;

/** The schema of a whole control event, envelope and data. */
export function controlSchemaOf(type: ControlType): TObject {
  const { specversion, id, authority, subject } = envelope;
  const { doc, data } = CONTROLS[type];
  const name = `${CONTROL_PREFIX}${type}`;
  return strictObject({
    type: Type.Literal(name, { title: `"${name}"`, description: doc, examples: [name] }),
    specversion,
    id,
    source: Type.Literal(CONTROL_SOURCE, {
      title: `"${CONTROL_SOURCE}"`,
      description: 'Operations.',
      examples: [CONTROL_SOURCE],
    }),
    authority,
    subject,
    time: instant('When it was decided.'),
    data,
  });
}

/** Whether something with a type is a control event, by the type alone. */
export function isControl<E extends { readonly type: string }>(event: E): event is E & ControlEvent {
  // Every event of the log is asked this, and those of the contract begin with another letter.
  return event.type.charCodeAt(0) === FIRST_LETTER && event.type.startsWith(CONTROL_PREFIX);
}
const FIRST_LETTER = CONTROL_PREFIX.charCodeAt(0);

/** Whether a parsed JSON value is a control event to the letter. Who may send one is for others to know. */
export function isValidControl(value: unknown): value is ControlEvent {
  const name = (value as { readonly type?: unknown } | null | undefined)?.type;
  const type = CONTROL_TYPES.find((each) => `${CONTROL_PREFIX}${each}` === name);
  return type !== undefined && checkOf(type)(value);
}

const checks = new Map<ControlType, (value: unknown) => boolean>();
function checkOf(type: ControlType): (value: unknown) => boolean {
  let check = checks.get(type);
  if (check === undefined) {
    const compiled = TypeCompiler.Compile(controlSchemaOf(type));
    checks.set(type, (check = (value) => compiled.Check(value)));
  }
  return check;
}

/** The text under which the log keeps a control event. Its type comes first: that is how the event store finds it. */
export function controlText({ type, ...rest }: ControlEvent): string {
  return JSON.stringify({ type, ...rest });
}

/** How the text of the control events of one type begins in the event store. */
export function controlTextStart(type: ControlType): string {
  return `${CONTROL_TEXT_START}${type}"`;
}

/** How the text of every control event in the event store begins. */
export const CONTROL_TEXT_START = `{"type":"${CONTROL_PREFIX}`;

/** What the log keeps of an event, as it was taken. */
export function eventIn(text: string): CaseEvent | ControlEvent {
  return JSON.parse(text) as CaseEvent | ControlEvent;
}
