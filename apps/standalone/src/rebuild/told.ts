import type { RebuildReport } from '@careledger-app/projector';

const number = (value: number): string => value.toLocaleString('en-GB');

/** What a rebuild came to, as people read it. */
export function told(report: RebuildReport): string {
  const { generation, events, seconds, position, tables, differing, outcome, kept } = report;
  const places = Object.entries(position).map(([partition, offset]) => `${partition} up to offset ${number(offset)}`);
  const lines = [
    `Generation ${generation}: ${number(events)} events worked out in ${seconds} s; compared at partition ${places.join(', ')}.`,
    '',
  ];
  for (const { table, rows, digest, differing: differ, differences } of tables) {
    const isSame = differ === 0;
    lines.push(
      `${table.padEnd(14)} ${number(rows.live).padStart(12)} rows  sha256 ${digest.live}  ${isSame ? 'the same' : ''}`.trimEnd(),
    );
    if (isSame) continue;
    lines.push(`${'  rebuilt'.padEnd(14)} ${number(rows.rebuilt).padStart(12)} rows  sha256 ${digest.rebuilt}`);
    lines.push(
      `  ${number(differ)} ${differ === 1 ? 'row differs' : 'rows differ'}${differ > differences.length ? `; the first ${differences.length}:` : ':'}`,
    );
    for (const { live, rebuilt } of differences) {
      lines.push(`    live    ${live ?? 'has no such row'}`, `    rebuilt ${rebuilt ?? 'has no such row'}`);
    }
  }
  lines.push('', ending(outcome, differing, kept));
  return lines.join('\n');
}

function ending(outcome: RebuildReport['outcome'], differing: number, kept: string | null): string {
  if (outcome === 'thrown away') {
    return `${number(differing)} rows differ: the live tables stay, and the new ones are thrown away. With --mend the new ones take their place.`;
  }
  const old = kept === null ? 'The old tables are thrown away.' : `The old tables are kept in the schema ${kept}.`;
  return `The new generation is live. ${old}`;
}
