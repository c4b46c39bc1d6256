import { formatInstant } from '@careledger/calendar';
import type { Finding, KeptAnchor, VerifiedChains } from '@careledger/chains';

const number = (value: number): string => value.toLocaleString('en-GB');

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
    `${number(events)} events and ${number(postings)} postings (${number(seals)} seals) in ${partitions} partitions, ${seconds.toFixed(1)} s.`,
  ];
  const note = (count: number, what: string): void => {
    if (count > 0) lines.push(`Note: ${number(count)} ${what}`);
  };
  note(erased, 'events are erased: their payload and salt are gone, their commitment stands in the chain.');
  note(placeNotChained, 'events were chained by an earlier version, without their place and instant.');
  note(sealedAfterwards, 'postings were there before there were seals, and were sealed as they were found then.');
  note(unsealed, 'postings are not sealed yet: the projector seals them when it next starts.');
  note(
    verified.anchorsOfOtherRules,
    'anchors are of a ledger under other rules. It has been worked out anew since: they say nothing of its postings now, and of the events all the same.',
  );
  const last = anchors.reduce<KeptAnchor | undefined>((a, b) => (a === undefined || b.at > a.at ? b : a), undefined);
  lines.push(
    last === undefined
      ? 'There is no anchor: rows that were changed or cut off with all that follows from them would not be found (ANCHOR_FILE, ANCHOR_TOPIC).'
      : `${number(verified.anchors)} anchors, the last of ${formatInstant(last.at)} (${last.from}). After the last that lies on the chain: ` +
          `${number(verified.eventsNotAnchored)} events, ${number(verified.postingsNotAnchored)} postings.`,
  );
  lines.push(
    findings === 0
      ? 'Nothing was changed, added, removed, reordered or cut off.'
      : `${number(findings)} ${findings === 1 ? 'place is' : 'places are'} not as they were written.`,
  );
  return lines.join('\n');
}
