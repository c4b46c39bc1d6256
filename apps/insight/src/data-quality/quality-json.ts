import { formatDay, formatInstant } from '@careledger/calendar';
import { BEGINNING } from '@careledger/measures';
import type { Delay } from './arrivals';
import type { Beside } from './beside';
import type { ChildWithFindings, QualityOverview } from './data-quality';
import { familyNamed } from './families';
import type { KindId } from './kinds';
import type { Finding } from './record-findings';

/** The quality of an authority's data, as it is sent. @param seesAll whether the reader's token is for all authorities */
export function overviewJson(
  authority: string,
  { asOf, today, kinds, freshness, delays, problems }: QualityOverview,
  { whole, measures }: Beside,
  seesAll: boolean,
) {
  return {
    authority,
    asOf: formatInstant(asOf),
    today: formatDay(today),
    kinds: kinds.map(({ kind, ...count }) => ({
      kind: kind.id,
      title: kind.title,
      children: count.children,
      of: count.of,
      among: kind.among,
      effect: kind.effect,
      putRight: kind.putRight,
      measures: count.measures,
      list: listPath(authority, kind.id),
    })),
    freshness: freshness.map(({ lastAt, isUnusual, ...rest }) => ({
      ...rest,
      title: titleOf(rest.family),
      lastRecordedAt: formatInstant(lastAt),
      unusual: isUnusual,
    })),
    delays: {
      of: delays.of,
      families: delays.families.map(({ family, recording, sending }) => ({
        family,
        title: titleOf(family),
        recordingDays: recording satisfies Delay | null,
        sendingMinutes: sending,
      })),
    },
    refused: {
      all: problems.refusedInAll,
      lately: problems.refusedLately,
      reasons: problems.refused.map((one) => ({ ...one, lastAt: formatInstant(one.lastAt) })),
    },
    dead: { open: problems.dead, ofNobody: seesAll ? problems.deadOfNobody : null },
    parked: problems.parked,
    beside: { whole, measures: Object.fromEntries(measures) },
  };
}

export function listPath(authority: string, kind: KindId): string {
  return `/v1/data-quality/${kind}?authority=${authority}`;
}

/** A family of event types as people call it. */
export const titleOf = (family: string): string => familyNamed(family)?.title ?? family;

/** A child with its findings; of a sealed one only that there are some. */
export function childJson({ subject, findings }: ChildWithFindings, isSealed: boolean) {
  return isSealed
    ? { child: null, sealed: true, findings: [] }
    : { child: subject, findings: findings.map(findingJson) };
}

function findingJson({ entity, says, from, measures }: Finding) {
  return { entity, says, since: sinceOf({ from }), measures };
}

/** Since when a finding holds; null where it always has. */
export function sinceOf({ from }: Pick<Finding, 'from'>): string | null {
  return from === BEGINNING ? null : formatDay(from);
}
