import { formatInstant } from '@careledger/calendar';
import type { Finding, KeptAnchor, VerifiedChains } from '@careledger/chains';

const number = (value: number): string => value.toLocaleString('en-GB');

const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`;

/** A finding as people read it. */
export function toldFinding({ table, partition, place, what }: Finding): string {
  const where = partition === undefined ? table : `${table}, partition ${partition}`;
  return `  ${where}, ${place}\n    ${what}`;
}

/** What was gone through, what was found, and what cannot be said. */
export function toldEnd(
  verified: VerifiedChains,
  { findings, anchors, seconds }: { findings: number; anchors: readonly KeptAnchor[]; seconds: number },
): string {
  const { events, postings, partitions, seals, erased, sealedAfterwards, unsealed, placeNotChained } = verified;
  const lines = [
    `${counted(events, 'event')} and ${counted(postings, 'posting')} (${counted(seals, 'seal')}) in ${counted(partitions, 'partition')}, ${seconds.toFixed(1)} s.`,
  ];
  const note = (count: number, what: string): void => {
    if (count > 0) lines.push(`Note: ${number(count)} ${what}`);
  };
  note(erased, 'erased: of so many events payload and salt are gone; their commitments stand in the chain.');
  note(
    placeNotChained,
    'chained by an earlier version: the chain covers the content of so many events, not their place and instant.',
  );
  note(
    sealedAfterwards,
    'sealed afterwards: so many postings were there before there were seals, and were sealed as found.',
  );
  note(unsealed, 'not sealed yet: the projector seals so many postings when it next starts.');
  note(
    verified.anchorsOfOtherRules,
    'under other rules: so many anchors are of a ledger that has been worked out anew since. They say nothing of its postings now; the events are compared all the same.',
  );
  const last = anchors.reduce<KeptAnchor | undefined>((a, b) => (a === undefined || b.at > a.at ? b : a), undefined);
  lines.push(
    last === undefined
      ? 'There is no anchor: rows that were changed or cut off with all that follows from them would not be found (ANCHOR_FILE, ANCHOR_TOPIC).'
      : `${counted(verified.anchors, 'anchor')}, the last of ${formatInstant(last.at)} (${last.from}). After the last that lies on the chain: ` +
          `${counted(verified.eventsNotAnchored, 'event')}, ${counted(verified.postingsNotAnchored, 'posting')}.`,
  );
  lines.push(
    findings === 0
      ? 'Nothing was changed, added, removed, reordered or cut off.'
      : findings === 1
        ? '1 place is not as it was written.'
        : `${number(findings)} places are not as they were written.`,
  );
  return lines.join('\n');
}
