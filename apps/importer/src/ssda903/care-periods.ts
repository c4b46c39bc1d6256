import type { DayText } from '../engine/return-year';
import type { Origin, Remark } from '../engine/rows';
import { GOES_ON, isShortBreak, isTemporary } from './codes';
import type { EpisodeRow } from './rows';

/** An episode as it stands in a year: the row, and the end that later returns imply where its own was never told. */
export interface Episode {
  readonly row: EpisodeRow;
  readonly origin: Origin;
  readonly impliedEnd?: DayText;
}

/** An episode in its place: with the end that holds for it. */
export interface PlacedEpisode {
  readonly row: EpisodeRow;
  readonly origin: Origin;
  /** Missing while it is open. */
  end: DayText | undefined;
  /** Whether the care period ends with it for the reason in REC. */
  endsCare: boolean;
  readonly legalStatus: string;
}

/** A spell of being looked after, or one of short breaks; never both. */
export interface CarePeriod {
  readonly episodes: readonly PlacedEpisode[];
  readonly startedOn: DayText;
  readonly legalStatus: string;
  readonly endedOn: DayText | undefined;
  readonly endReason: string | undefined;
  readonly placements: readonly Placement[];
}

export interface Placement {
  readonly startedOn: DayText;
  readonly type: string;
  readonly sameCarer: boolean;
  readonly provider: string | undefined;
  readonly startedIn: PlacedEpisode;
  readonly endedOn: DayText | undefined;
  readonly endReason: string | undefined;
  readonly endedIn: PlacedEpisode;
}

/**
 * Links a child's episodes into care periods. Rows are linked by what they say of each other, not by their order, so that
 * rows that contradict one another (two chains at once) each keep what they tell:
 * - an episode that does not start care (RNE other than S) follows the one that goes on (REC X1) to its very day;
 * - where there is none, it follows the last one before it that goes on or whose end was never told;
 * - where there is none either, it is the first that the files know of its care period.
 * A care period ends with a REC other than X1, before an S, and where short breaks (V3, V4) begin or end.
 */
export function carePeriods(episodes: readonly Episode[], remark: Remark): CarePeriod[] {
  const placed = [...episodes]
    .sort((a, b) => (a.row.from < b.row.from ? -1 : 1))
    .map((episode): PlacedEpisode & { readonly implied: boolean } => ({
      row: episode.row,
      origin: episode.origin,
      end: episode.row.to ?? episode.impliedEnd,
      endsCare: episode.row.ceased !== undefined && episode.row.ceased !== GOES_ON,
      legalStatus: episode.row.legalStatus,
      implied: episode.row.to === undefined && episode.impliedEnd !== undefined,
    }));
  const next = linked(placed, remark);
  const followers = new Set(next.values());
  return placed
    .filter((episode) => !followers.has(episode))
    .flatMap((head) => {
      const chain: PlacedEpisode[] = [];
      for (let at: PlacedEpisode | undefined = head; at !== undefined; at = next.get(at)) chain.push(at);
      if (head.row.began !== 'S') {
        remark(head.origin, 'the care period began before this episode (RNE is not S): DECOM stands in for its start');
      }
      return periodsOf(chain, remark);
    });
}

function linked(
  placed: readonly (PlacedEpisode & { readonly implied: boolean })[],
  remark: Remark,
): Map<PlacedEpisode, PlacedEpisode> {
  const next = new Map<PlacedEpisode, PlacedEpisode>();
  const follows = new Set<PlacedEpisode>();
  const link = (before: PlacedEpisode, after: PlacedEpisode): void => {
    next.set(before, after);
    follows.add(after);
  };
  const before = (episode: PlacedEpisode, holds: (candidate: (typeof placed)[number]) => boolean) =>
    placed.findLast((candidate) => candidate.row.from < episode.row.from && !next.has(candidate) && holds(candidate));

  for (const episode of placed) {
    if (episode.row.began === 'S') continue;
    const exact = before(episode, ({ row, end, endsCare, implied }) => {
      return !endsCare && !implied && row.to !== undefined && end === episode.row.from;
    });
    if (exact !== undefined) link(exact, episode);
  }
  for (const episode of placed) {
    const from = episode.row.from;
    if (episode.row.began === 'S') {
      const open = before(episode, ({ end }) => end === undefined);
      if (open === undefined) continue;
      remark(open.origin, 'the end is not told and a later episode starts care anew (RNE S): it ends there');
      open.end = from;
    } else if (!follows.has(episode)) {
      const goesOn = before(episode, ({ row, end }) => end === undefined || row.ceased === GOES_ON);
      if (goesOn === undefined) continue;
      if (goesOn.end === undefined || goesOn.end > from) {
        remark(goesOn.origin, 'the end is not told, or lies after the next episode: it ends where that begins');
        goesOn.end = from;
      } else if (goesOn.end < from) {
        remark(goesOn.origin, 'the episode that should follow (REC X1) is missing: care goes on to the next one');
      }
      link(goesOn, episode);
    }
  }
  for (const episode of placed) {
    if (episode.row.ceased === GOES_ON && !next.has(episode)) {
      remark(episode.origin, 'no episode follows although REC is X1: the care period ends here');
    }
  }
  return next;
}

/** A chain in one piece, or cut where short breaks begin or end. */
function periodsOf(chain: readonly PlacedEpisode[], remark: Remark): CarePeriod[] {
  const pieces: PlacedEpisode[][] = [];
  for (const episode of chain) {
    const piece = pieces.at(-1);
    const previous = piece?.at(-1);
    if (previous && isShortBreak(previous.legalStatus) === isShortBreak(episode.legalStatus)) piece?.push(episode);
    else pieces.push([episode]);
  }
  return pieces.map((episodes, index) => {
    const first = episodes[0] as PlacedEpisode;
    const last = episodes.at(-1) as PlacedEpisode;
    return {
      episodes,
      startedOn: first.row.from,
      legalStatus: first.legalStatus,
      endedOn: last.end,
      endReason: last.endsCare ? last.row.ceased : undefined,
      placements: placementsOf(episodes, pieces[index - 1]?.at(-1), remark),
    };
  });
}

/** The placements of a care period; `before` is the episode of the chain that went before, where it was cut. */
function placementsOf(
  episodes: readonly PlacedEpisode[],
  before: PlacedEpisode | undefined,
  remark: Remark,
): Placement[] {
  const stretches: PlacedEpisode[][] = [];
  for (const episode of episodes) {
    const stretch = stretches.at(-1);
    const previous = stretch?.at(-1);
    if (stretch && previous && goesOnIn(previous, episode, remark)) stretch.push(episode);
    else stretches.push([episode]);
  }
  return stretches.map((stretch, index) => {
    const first = stretch[0] as PlacedEpisode;
    const last = stretch.at(-1) as PlacedEpisode;
    const earlier = stretches.slice(0, index).map((each) => each.at(-1) as PlacedEpisode);
    return {
      startedOn: first.row.from,
      type: first.row.placement,
      sameCarer: sameCarer(first, earlier, before),
      provider: first.row.provider,
      startedIn: first,
      endedOn: last.end,
      endReason: last.row.placementEnded,
      endedIn: last,
    };
  });
}

/** Whether the placement goes on in an episode: it changes the legal status alone (RNE L), on the very day. */
function goesOnIn(previous: PlacedEpisode, episode: PlacedEpisode, remark: Remark): boolean {
  if (episode.row.began !== 'L' || previous.end !== episode.row.from) return false;
  if (episode.row.placement === previous.row.placement) return true;
  remark(episode.origin, 'PLACE differs although RNE is L: a placement with the same carers begins');
  return false;
}

/** Whether the child stays with the carers of the placement before, or comes back to them after a temporary one. */
function sameCarer(
  first: PlacedEpisode,
  earlier: readonly PlacedEpisode[],
  before: PlacedEpisode | undefined,
): boolean {
  const { began, placement, home, from } = first.row;
  if (began === 'T' || began === 'U') return true;
  const previous = earlier.at(-1) ?? before;
  if (began === 'S' || previous === undefined) return false;
  if (began === 'L') return previous.end === from;
  if (!isTemporary(previous.row.placement) || isTemporary(placement)) return false;
  const left = earlier.findLast((episode) => !isTemporary(episode.row.placement));
  return home !== undefined && left?.row.home === home;
}
