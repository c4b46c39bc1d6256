import type { RebuildReport } from '@careledger-app/projector';

const number = (value: number): string => value.toLocaleString('en-GB');

/** What a rebuild came to, as people read it. */
export function told(report: RebuildReport): string {
  const { generation, events, seconds, position, tables, takenOver, differing, outcome, kept } = report;
  const places = Object.entries(position).map(([partition, offset]) => `${partition} up to offset ${number(offset)}`);
  const lines = [
    `Generation ${generation}: ${number(events)} events worked out in ${seconds} s; compared at partition ${places.join(', ')}.`,
    ...ofErased(takenOver),
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

function ofErased({ children, postings, asSealed }: RebuildReport['takenOver']): string[] {
  if (children === 0) return [];
  const whose = `${number(postings)} postings of ${number(children)} erased ${children === 1 ? 'child' : 'children'}`;
  const seals = asSealed
    ? 'by the seals they are what was sealed there.'
    : 'by the seals they are not what was sealed there, or do not stand where they stood: npm run verify:chain says more.';
  return [`${whose} cannot be worked out again and are taken over as they stand; ${seals}`];
}

function ending(outcome: RebuildReport['outcome'], differing: number, kept: string | null): string {
  if (outcome === 'thrown away') {
    return `${number(differing)} rows differ: the live tables stay, and the new ones are thrown away. With --mend the new ones take their place.`;
  }
  const old = kept === null ? 'The old tables are thrown away.' : `The old tables are kept in the schema ${kept}.`;
  return `The new generation is live. ${old}`;
}
