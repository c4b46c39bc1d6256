import type { ErasureAnswer } from './erasure-commands';
import { more, rowsIn, table, text, type Row } from '@careledger/command-line';

/** An answer about erasures as people read it. */
export function erasureTold(what: ErasureAnswer, answer: Row): string {
  switch (what) {
    case 'erasures':
      return erasuresTold(rowsIn(answer, 'erasures'), answer);
    case 'erasure':
      return oneTold(answer);
    case 'due':
      return dueTold(answer);
    case 'holds':
      return holdsTold(rowsIn(answer, 'holds'));
    case 'hold':
      return holdTold(answer);
  }
}

const childOf = ({ child, sealed }: Row): string => (sealed === true ? '(sealed)' : text(child));

function erasuresTold(erasures: readonly Row[], { next }: Row): string {
  if (erasures.length === 0) return 'No erasure was asked for.';
  const rows = erasures.map((row) => ({ ...row, child: childOf(row) }));
  return `${table(['id', 'authority', 'child', 'ground', 'state', 'askedBy', 'decidedBy', 'doneAt'], rows)}${more(next)}`;
}

function oneTold(answer: Row): string {
  const { id, authority, child, ground, reason, state, askedAt, askedBy, decidedAt, decidedBy, doneAt } = answer;
  const who = child === null ? 'a child' : `child ${text(child)}`;
  const parts = [
    `Erasure ${text(id)} of ${who} of ${text(authority)}: ${text(state)}.`,
    `Asked for by ${text(askedBy)} at ${text(askedAt)} (${text(ground)}: ${text(reason)}).`,
  ];
  const decision = state === 'withdrawn' ? 'Withdrawn' : 'Carried out';
  if (decidedBy !== null) parts.push(`${decision} by ${text(decidedBy)} at ${text(decidedAt)}.`);
  if (state === 'asked') {
    parts.push(`It would take away: ${amounts(answer['found'])}.`);
    parts.push('Another person has it carried out: there is no way back.');
  }
  if (state === 'under-way') parts.push('The log has it. Look again in a moment.');
  if (state === 'done') {
    parts.push(`Done at ${text(doneAt)}. It took away: ${amounts(answer['erased'])}.`);
    parts.push(`Events that came afterwards and were erased as they came: ${text(answer['arrivedLater'])}.`);
  }
  const holds = rowsIn(answer, 'holds');
  if (holds.length > 0) parts.push('', 'These holds forbid it:', table(['id', 'reason', 'setBy', 'setAt'], holds));
  return parts.join('\n');
}

const AMOUNTS: readonly (readonly [string, string])[] = [
  ['events', 'events'],
  ['refusals', 'refusals'],
  ['deadLetters', 'dead letters'],
  ['readings', 'pseudonyms in the access log'],
  ['seals', 'seals'],
  ['postings', 'postings taken back'],
];

function amounts(found: unknown): string {
  const row = (found ?? {}) as Row;
  const there = AMOUNTS.filter(([name]) => typeof row[name] === 'number' && row[name] !== 0);
  return there.length === 0 ? 'nothing' : there.map(([name, words]) => `${text(row[name])} ${words}`).join(', ');
}

function dueTold(answer: Row): string {
  if (answer['configured'] !== true) return 'No time of retention is set (RETENTION_YEARS): nobody is due.';
  const due = rowsIn(answer, 'due').map((row) => ({ ...row, child: childOf(row) }));
  const list = due.length === 0 ? 'Nobody is due on this page.' : table(['child', 'lastRecordedAt', 'inCare'], due);
  return `${list}${more(answer['next'])}`;
}

function holdsTold(holds: readonly Row[]): string {
  if (holds.length === 0) return 'Nothing is held.';
  const rows = holds.map((row) => ({
    ...row,
    child: row['child'] === null && row['sealed'] !== true ? 'all' : childOf(row),
  }));
  return table(['id', 'authority', 'child', 'reason', 'setBy', 'setAt', 'liftedBy', 'liftedAt'], rows);
}

function holdTold(answer: Row): string {
  const { id, authority, child, liftedBy } = answer;
  const whom =
    child === null && answer['sealed'] !== true
      ? `any child of ${text(authority)}`
      : `child ${childOf(answer)} of ${text(authority)}`;
  return liftedBy === null
    ? `Hold ${text(id)}: nothing of ${whom} is erased while it holds.`
    : `Hold ${text(id)} is lifted: ${whom} can be erased again, if no other hold forbids it.`;
}
