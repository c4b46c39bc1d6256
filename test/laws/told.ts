/** A counterexample as a person reads it. */
import { formatInstant } from '@careledger/calendar';
import type { LoggedCaseEvent } from '../histories';
import type { Counterexample, Law } from './law';
import { LONG } from './runs';

interface Origin {
  readonly seed: number;
  /** How many events the history had before it was made smaller. */
  readonly events: number;
}

/** The law, both answers, how to see it again, and the history as a table. */
export function told(
  law: Law,
  counterexample: Counterexample | null,
  history: readonly LoggedCaseEvent[],
  { seed, events }: Origin,
): string {
  const of = Object.entries(counterexample?.of ?? {}).filter(([, value]) => value !== undefined);
  return [
    `The law "${law.name}" does not hold.`,
    counterexample?.broken ??
      'It failed once and held when it was tried again: what it asks depends on more than its seed.',
    ...of.map(([name, value]) => `  ${name.padEnd(10)}${name === 'knownAt' ? instant(value) : String(value)}`),
    `  expected  ${counterexample?.expected ?? '?'}`,
    `  found     ${counterexample?.found ?? '?'}`,
    '',
    `${history.length} of ${events} events are left. To see it again: ${LONG ? 'LAWS=long ' : ''}LAWS_SEED=${seed} npm run test:laws -- -t '${law.name}'`,
    table(history),
  ].join('\n');
}

const instant = (value: unknown): string => (typeof value === 'number' ? formatInstant(value) : String(value));

/** One row an event: place in the log, when it was taken and recorded, child, type, data, name. */
export function table(history: readonly LoggedCaseEvent[]): string {
  const rows = history.map(({ offset, appendedAt, event }) => [
    String(offset),
    formatInstant(appendedAt),
    event.recordedtime ?? 'not sent',
    `${event.authority}:${event.subject}`,
    event.type.slice('csc.'.length),
    Object.entries(event.data)
      .map(([field, value]) => `${field}=${String(value)}`)
      .join(' '),
    `${event.id} ${event.source}`,
  ]);
  const all = [['offset', 'appended at', 'recorded', 'child', 'type', 'data', 'id, source'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
