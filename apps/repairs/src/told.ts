import type { Command } from './command-line';
import { erasureTold } from './erasure-told';
import { rulebookTold } from './rulebook-told';
import { more, rowsIn, table, text, type Row } from '@careledger/command-line';

/** An answer as people read it. */
export function told(what: Command['what'], answer: unknown): string {
  const row = answer as Row;
  switch (what) {
    case 'parked':
      return parkedTold(rowsIn(row, 'parked'), row);
    case 'parked child':
      return childTold(row);
    case 'dead letters':
      return lettersTold(rowsIn(row, 'deadLetters'), row);
    case 'dead letter':
      return letterTold(row);
    case 'decision':
      return decisionTold(row);
    case 'rulebooks':
    case 'activation':
      return rulebookTold(what, row);
    default:
      return erasureTold(what, row);
  }
}

function parkedTold(children: readonly Row[], { next }: Row): string {
  if (children.length === 0) return 'No child is parked.';
  const columns = ['authority', 'child', 'since', 'waiting', 'parkedAt', 'reason'];
  return `${table(columns, children)}${more(next)}`;
}

function childTold(answer: Row): string {
  const { authority, child, parked, underWay } = answer;
  const acts = rowsIn(answer, 'acts');
  const parts = [];
  if (parked === null) parts.push(`Child ${text(child)} of ${text(authority)} is not parked.`);
  else {
    const { since, reason, parkedAt } = parked as Row;
    parts.push(`Child ${text(child)} of ${text(authority)} has been parked since ${text(parkedAt)}:`);
    parts.push(`the event at offset ${text(since)} could not be applied (${text(reason)}).`, '', 'Events that wait:');
    const waiting = rowsIn(answer, 'waiting').map(({ offset, appendedAt, event }) => {
      const { type, id, source, data } = event as Row;
      return { offset, appendedAt, type, id, source, data: JSON.stringify(data) };
    });
    parts.push(table(['offset', 'appendedAt', 'type', 'id', 'source', 'data'], waiting));
  }
  if (acts.length > 0) {
    parts.push('', 'Decided before:', table(['offset', 'decidedAt', 'type', 'reason', 'by'], acts));
  }
  if (underWay === true) parts.push('', 'The last of these is being carried out: look again in a moment.');
  return parts.join('\n');
}

function lettersTold(letters: readonly Row[], { next }: Row): string {
  if (letters.length === 0) return 'There is no dead letter.';
  return `${table(['id', 'receivedAt', 'eventId', 'field', 'rule', 'bytes', 'status'], letters)}${more(next)}`;
}

function letterTold({ id, receivedAt, field, rule, bytes, status, payload, decision }: Row): string {
  const where = field === '' ? 'The record' : `The field ${text(field)}`;
  const parts = [`Dead letter ${text(id)}, received ${text(receivedAt)}, ${text(bytes)} bytes: ${text(status)}.`];
  parts.push(`${where} ${text(rule)}.`, '', payload === null ? 'It holds nothing (any more).' : text(payload));
  if (decision !== null) parts.push('', table(['offset', 'decidedAt', 'type', 'reason', 'by'], [decision as Row]));
  return parts.join('\n');
}

function decisionTold({ id, position, duplicate }: Row): string {
  const { partition, offset } = position as Row;
  const place = `partition ${text(partition)}, offset ${text(offset)}`;
  return duplicate === true
    ? `It had been decided already: ${place} (${text(id)}).`
    : `Decided: ${place} of the log (${text(id)}). Look at it again to see what became of it.`;
}
