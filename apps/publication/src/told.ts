import { lines, rowsIn, table, text, type Row } from '@careledger/command-line';
import type { Command } from './command-line';

/** An answer as people read it. */
export function told(what: Command['what'], answer: unknown): string {
  const row = answer as Row;
  switch (what) {
    case 'publications':
      return listTold(rowsIn(row, 'publications'), typeof row['next'] === 'string' ? row['next'] : undefined);
    case 'publication':
      return publicationTold(row);
    case 'proposal':
      return [
        stateTold(row),
        ...warningsTold(row),
        `Somebody else publishes it: npm run publication -- publish ${text(row['id'])}`,
      ].join('\n');
    case 'decision':
      return stateTold(row);
    case 'revision':
      return revisionTold(row);
    case 'cells':
    case 'text as it is':
      return text(answer);
  }
}

function listTold(publications: readonly Row[], next: string | undefined): string {
  if (publications.length === 0) return 'Nothing is published or proposed.';
  const rows = publications.map((one) => ({
    ...one,
    periods: periodsTold(one),
    measures: lengthOf(one['measures']),
    digest: text(one['digest']).slice(0, 12),
  }));
  const columns = [
    'id',
    'status',
    'periods',
    'measures',
    'knownAt',
    'proposedBy',
    'decidedBy',
    'decidedAt',
    'digest',
    'note',
  ];
  const listed = table(columns, rows);
  return next === undefined ? listed : `${listed}\nThere are more: GET ${next}`;
}

function stateTold(row: Row): string {
  const { id, status, authority, knownAt, proposedBy, proposedAt, decidedBy, decidedAt, digest, rulebook, position } =
    row;
  const decided = decidedBy === null ? '' : `, ${text(status)} by ${text(decidedBy)} at ${text(decidedAt)}`;
  return [
    `Publication ${text(id)} of ${text(authority)}: ${text(status)}. ${periodsTold(row)}, ${lengthOf(row['measures'])} measures. ${text(row['note'])}`,
    `As known at ${text(knownAt)}, at position ${text(position)} of the log, under rulebook ${text(rulebook)}.`,
    `Proposed by ${text(proposedBy)} at ${text(proposedAt)}${decided}.`,
    `SHA-256 ${text(digest)}`,
  ].join('\n');
}

/** What has to be read before it is published, and what to do. */
function warningsTold(row: Row): string[] {
  const found = row['commentaryWarnings'] === undefined ? [] : rowsIn(row, 'commentaryWarnings');
  if (found.length === 0) return [];
  return [
    'The commentary says numbers from 1 to 5, which nothing suppresses:',
    ...found.map(({ measure, period, sentence }) => `  ${text(measure)}, quarter ${text(period)}: ${text(sentence)}`),
    'Where one is of children, withdraw this, rewrite the commentary and propose it anew; else publish it with --commentary-checked.',
  ];
}

function publicationTold(row: Row): string {
  const figures = rowsIn(row, 'figures').map((figure) => ({
    measure: figure['measure'],
    period: `${text(figure['grain'])} ${text(figure['period'])}`,
    published: figureTold(figure),
    today: figure['today'] === null ? '–' : figureTold(figure['today'] as Row),
    differs: figure['differs'] === true ? 'yes' : '',
  }));
  const parts = [stateTold(row), '', table(['measure', 'period', 'published', 'today', 'differs'], figures)];
  for (const { measure, period, version, author, writtenAt, text: said } of rowsIn(row, 'commentary')) {
    parts.push(
      '',
      `${text(measure)}, quarter ${text(period)} (version ${text(version)}, ${text(author)}, ${text(writtenAt)}):`,
      lines(said),
    );
  }
  if (row['status'] === 'proposed' && lengthOf(row['commentaryWarnings']) > 0) parts.push('', ...warningsTold(row));
  if (lengthOf(row['revises']) > 0) parts.push('', `It revises publication ${text(row['revises'])}.`);
  if (lengthOf(row['revisedBy']) > 0) parts.push('', `It has been revised by publication ${text(row['revisedBy'])}.`);
  return parts.join('\n');
}

function revisionTold(row: Row): string {
  const figures = rowsIn(row, 'figures');
  if (figures.length === 0) return 'None of these figures had been published before.';
  const rows = figures.map((figure) => ({
    measure: figure['measure'],
    period: `${text(figure['grain'])} ${text(figure['period'])}`,
    revises: figure['revises'],
    then: figureTold(figure['then'] as Row),
    now: figureTold(figure['now'] as Row),
    why: causesTold(rowsIn(figure, 'causes')),
    addsUp: figure['addsUp'] === true ? 'yes' : 'NO: have it audited',
  }));
  return table(['measure', 'period', 'revises', 'then', 'now', 'why', 'addsUp'], rows);
}

function causesTold(causes: readonly Row[]): string {
  const told = causes.map(({ kind, numerator, denominator }) => {
    return `${text(kind)} ${signed(numerator)}${denominator === null ? '' : `/${signed(denominator)}`}`;
  });
  return told.join(', ') || 'nothing moved it';
}

const signed = (value: unknown): string => (Number(value) < 0 ? text(value) : `+${text(value)}`);

/** `455/534 = 85.21`, or the count. */
function figureTold({ numerator, denominator, value }: Row): string {
  if (denominator === null) return text(numerator);
  const rounded = typeof value === 'number' ? ` = ${value.toFixed(2)}` : '';
  return `${text(numerator)}/${text(denominator)}${rounded}`;
}

function periodsTold(row: Row): string {
  return rowsIn(row, 'periods')
    .map(({ grain, period }) => `${text(grain)} ${text(period)}`)
    .join(', ');
}

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
