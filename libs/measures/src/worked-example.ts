import type { Stream } from './vocabulary/measure';

/** A line of a worked example as it is written: a child, what happened, and the figures that follow. */
export interface WorkedText {
  /** Whom it is about, and in brackets what is special. */
  readonly name: string;
  readonly events: readonly WorkedEvent[];
  readonly figures: readonly WorkedFigure[];
}

/** An event: `type date field=value #id`. */
export interface WorkedEvent {
  readonly text: string;
  readonly type: string;
  /** Undefined for a description, which has no date. */
  readonly date: string | undefined;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** The entity's id, where one is given. */
  readonly id: string | undefined;
}

/** A figure: `date numerator/denominator`; of a distinct measure with the stream before it, `stream@date`. */
export interface WorkedFigure {
  readonly text: string;
  readonly stream: Stream | undefined;
  readonly date: string;
  readonly numerator: number;
  /** Undefined for a count. */
  readonly denominator: number | undefined;
}

/**
 * Reads the lines of a worked example: `Name: event, event => figure, figure`.
 * @throws Error naming the line that does not read so
 */
export function readWorkedText(worked: string): WorkedText[] {
  return worked
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, events, figures] = /^(.+?): (.*) => (.*)$/.exec(line) ?? [];
      if (name === undefined || events === undefined || figures === undefined) {
        throw new Error(`the worked line "${line}" does not read "Name: events => figures"`);
      }
      return { name, events: events.split(', ').map(readEvent), figures: figures.split(', ').map(readFigure) };
    });
}

function readEvent(text: string): WorkedEvent {
  const [type = '', ...rest] = text.trim().split(' ');
  const date = type === 'child.described' ? undefined : rest.shift();
  const fields = rest
    .filter((field) => !field.startsWith('#'))
    .map((field) => {
      const [name = '', value = ''] = field.split('=');
      return { name, value };
    });
  return { text, type, date, fields, id: rest.findLast((field) => field.startsWith('#'))?.slice(1) };
}

function readFigure(text: string): WorkedFigure {
  const [when = '', amount = ''] = text.trim().split(' ');
  const [stream, date] = when.includes('@') ? when.split('@') : [undefined, when];
  const [numerator, denominator] = amount.split('/');
  return {
    text,
    stream: stream as Stream | undefined,
    date: date ?? '',
    numerator: Number(numerator),
    denominator: denominator === undefined ? undefined : Number(denominator),
  };
}
