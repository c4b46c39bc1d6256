import type { DataOf } from '@careledger/contract';
import type { DayText } from '../engine/return-year';
import type { Finding, StandingRow } from '../engine/rows';
import type { Fact } from '../engine/source';
import type { CarePeriod, Placement } from './care-periods';
import { allowsPlacing, isAdopted, isForAdoption, isTemporary, isWithFosterCarers } from './codes';
import { entityId } from './entity-id';
import type { AdoptionRow } from './rows';

/**
 * The way to adoption within a care period, one entity each: the court's authority (LS E1, formerly D1) and the placement (PLACE
 * A3 to A6) as the last of their kind began, the order (REC E11, E12), and the match that AD1 tells of.
 */
export function adoptionFacts(
  periods: readonly CarePeriod[],
  matches: readonly StandingRow<AdoptionRow>[],
  findings: Finding[],
): Fact[] {
  const matchOf = new Map<CarePeriod, StandingRow<AdoptionRow>>();
  for (const match of matches) {
    const { matchedOn } = match.row;
    const period = periods.findLast(
      ({ startedOn, endedOn = '9999' }) => startedOn <= matchedOn && matchedOn <= endedOn,
    );
    if (period !== undefined) matchOf.set(period, match);
    else findings.push({ origin: match.origin, outcome: 'left-out', reason: 'DATE_MATCH lies in no care period' });
  }
  return periods.flatMap((period) => stepsIn(period, matchOf.get(period)));
}

function stepsIn(period: CarePeriod, match: StandingRow<AdoptionRow> | undefined): Fact[] {
  const id = entityId(period.startedOn);
  const adoption = { entity: 'adoption', entityId: id } as const;
  const facts: Fact[] = [];
  const authority = period.episodes.findLast(
    ({ legalStatus }, at) => allowsPlacing(legalStatus) && !allowsPlacing(period.episodes[at - 1]?.legalStatus ?? ''),
  );
  if (authority !== undefined) {
    const data = { id, authorisedOn: authority.row.from };
    facts.push({ ...adoption, type: 'adoption.authorised', data, origin: authority.origin });
  }
  if (match !== undefined) {
    const data = { id, matchedOn: match.row.matchedOn };
    facts.push({ ...adoption, type: 'adoption.matched', data, origin: match.origin });
  }
  const at = period.placements.findLastIndex(({ type }, index) => {
    return isForAdoption(type) && !isForAdoption(period.placements[index - 1]?.type ?? '');
  });
  const placement = period.placements[at];
  if (placement !== undefined) {
    const byFosterCarers = isWithFosterCarers(placement.type) || match?.row.byFosterCarers === true;
    const data = {
      id,
      placedOn: placement.startedOn,
      ...(byFosterCarers ? withFosterCarers(period.placements, at) : {}),
    };
    facts.push({ ...adoption, type: 'adoption.placed', data, origin: placement.startedIn.origin });
  }
  const last = period.episodes.at(-1);
  if (last !== undefined && period.endedOn !== undefined && isAdopted(period.endReason)) {
    facts.push({ ...adoption, type: 'adoption.ordered', data: { id, orderedOn: period.endedOn }, origin: last.origin });
  }
  return facts;
}

type Placed = Pick<DataOf<'adoption.placed'>, 'fosterCarerAdoption' | 'movedInOn'>;

/** That the adopters were the foster carers, and since when the child was with them: from the start of the stay just before. */
function withFosterCarers(placements: readonly Placement[], at: number): Placed {
  const stays = placements.slice(0, at).filter(({ type }) => !isTemporary(type));
  const first = stays.findLastIndex(({ sameCarer }) => !sameCarer);
  const movedInOn: DayText | undefined = stays[Math.max(first, 0)]?.startedOn;
  return { fosterCarerAdoption: true, ...(movedInOn === undefined ? {} : { movedInOn }) };
}
