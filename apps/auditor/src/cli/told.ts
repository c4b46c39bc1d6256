import type { AuditAnswer, ResultAnswer, SampleAnswer } from './answers';

const DIFFERENCES_TOLD = 20;

/** What came of an audit, for the person who asked. */
export function resultTold({ equal }: AuditAnswer, result: ResultAnswer): string {
  const { events, children, entries, balances, figuresCompared, figuresDiffer, topic } = result;
  const lines = [
    equal === true ? 'Equal: what the events make is what the ledger holds.' : 'NOT EQUAL.',
    `  ${count(events.inScope)} events of ${count(children.inScope)} children replayed in ${result.seconds.toFixed(1)} s; ${count(result.postings)} postings were known.`,
    compared('entries', entries.compared, entries.different),
    compared('figures', figuresCompared, figuresDiffer.length),
    compared('balances', balances.compared, balances.different),
  ];
  if (events.changed.length > 0)
    lines.push(
      `  ${count(events.changed.length)} events are not what the log took: ${events.changed.slice(0, 5).join(', ')}`,
    );
  if (children.faulty > 0) lines.push(`  ${count(children.faulty)} children have events that cannot be applied.`);
  if (children.parked > 0)
    lines.push(`  The events of ${count(children.parked)} children wait; they count on neither side.`);
  if (children.erased > 0) lines.push(`  ${count(children.erased)} children have erased events and were not compared.`);
  if (topic !== null)
    lines.push(`  The topic ${topic.topic} ${topic.isEqual ? 'holds the same as' : 'DIFFERS from'} the event store.`);
  if (!result.final) lines.push('  Not final: the ledger had not come past that instant yet.');
  lines.push(`  Digest of the events: ${result.digest}`);
  const told = result.differences.slice(0, DIFFERENCES_TOLD);
  if (told.length > 0) {
    lines.push(
      '',
      ...table(['no.', 'child', 'measure', 'stream', 'day', 'ledger', 'events', 'postings'], told.map(differenceCells)),
    );
    if (entries.different > told.length)
      lines.push(`… and ${count(entries.different - told.length)} more: see the annex.`);
  }
  return lines.join('\n');
}

function differenceCells(one: ResultAnswer['differences'][number]): string[] {
  const postings = one.postings.map(({ what, number, cause }) =>
    number === null ? `missing: of event ${cause ?? 'withheld'}` : `${number} ${what.replace('in the ', '')}`,
  );
  const amount = ({ numerator, denominator }: { numerator: number; denominator: number }): string =>
    `${numerator}/${denominator}`;
  return [
    String(one.number),
    one.child ?? 'withheld',
    one.measure,
    one.stream,
    one.day,
    amount(one.ledger),
    amount(one.replay),
    postings.join(', ') || '–',
  ];
}

export function listTold(audits: readonly AuditAnswer[]): string {
  if (audits.length === 0) return 'There is no audit of that authority.';
  const rows = audits.map(({ id, askedAt, from, to, knownAt, state, equal }) => {
    return [id, askedAt, `${from} to ${to}`, knownAt, state, equal === null ? '–' : equal ? 'equal' : 'NOT EQUAL'];
  });
  return table(['id', 'asked', 'months', 'as known at', 'state', 'result'], rows).join('\n');
}

export function sampleTold({ sample }: SampleAnswer): string {
  if (sample.length === 0) return 'No entries were drawn.';
  const rows = sample.map(({ number, child, measure, day, numerator, denominator, sources, result }) => {
    return [
      String(number),
      child ?? 'withheld',
      measure,
      day,
      `${numerator}/${denominator}`,
      result ?? 'not recorded',
      sources.join(' '),
    ];
  });
  return table(['no.', 'child', 'measure', 'day', 'amount', 'result', 'events'], rows).join('\n');
}

function compared(what: string, all: number, different: number): string {
  return `  ${count(all)} ${what} compared, ${different === 0 ? 'none differs' : `${count(different)} ${different === 1 ? 'DIFFERS' : 'DIFFER'}`}.`;
}

/** Columns as wide as what stands in them. What comes from a record cannot move the terminal's cursor. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [heads, ...rows].map((row) =>
    row.map((cell) => cell.replace(/[\u0000-\u001F\u007F-\u009F]/g, '\ufffd')),
  );
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const count = (number: number): string => number.toLocaleString('en-GB');
