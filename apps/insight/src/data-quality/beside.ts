import type { Day } from '@careledger/calendar';
import { MEASURES } from '@careledger/measures';
import { daysAgoInWords, type Freshness } from './arrivals';
import { counted } from '../pages/frame';
import { LATELY_DAYS, type ArrivalProblems } from './arrival-problems';
import { familyNamed, familyOf } from './families';
import { countInWords, KINDS } from './kinds';
import { kindsOf } from './measures-concerned';
import type { KeptQuality } from './quality-book';
import { holdsOn } from './record-findings';

/** A line that stands beside figures: something in the data that they rest on is in doubt. */
export interface QualityNote {
  /** A kind of finding, or `silence`, `refused`, `dead`, `parked`. */
  readonly kind: string;
  /** How many children; of `refused` and `dead` events, of `silence` days. */
  readonly count: number;
  /** A sentence: "3 children are in care with no placement recorded." */
  readonly says: string;
}

/** What is to be said of data beside the figures of an authority. */
export interface Beside {
  /** Of every figure. */
  readonly whole: readonly QualityNote[];
  /** By the id of a measure, those that move figures most first; who has no note is not in it. */
  readonly measures: ReadonlyMap<string, readonly QualityNote[]>;
}

/** Puts together what stands beside figures. @param children those with findings */
export function besideFigures(
  children: Iterable<KeptQuality>,
  freshness: readonly Freshness[],
  problems: ArrivalProblems,
  today: Day,
): Beside {
  const counts = new Map<string, Map<string, number>>();
  for (const { findings } of children) {
    const concerned = new Set(
      findings
        .filter((one) => holdsOn([one], today))
        .flatMap(({ kind, measures }) => measures.map((id) => `${id} ${kind}`)),
    );
    for (const each of concerned) {
      const [measure = '', kind = ''] = each.split(' ');
      const ofMeasure = counts.get(measure) ?? new Map<string, number>();
      counts.set(measure, ofMeasure.set(kind, (ofMeasure.get(kind) ?? 0) + 1));
    }
  }
  const measures = new Map<string, QualityNote[]>();
  for (const measure of MEASURES) {
    const families = new Set([...kindsOf(measure)].map(familyOf));
    families.delete(familyOf('child'));
    const notes = [
      ...silences(freshness, families),
      ...KINDS.flatMap((kind): QualityNote[] => {
        const count = counts.get(measure.id)?.get(kind.id);
        return count === undefined ? [] : [{ kind: kind.id, count, says: `${countInWords(kind, count)}.` }];
      }),
      ...refusedOf(problems, families),
    ];
    if (notes.length > 0) measures.set(measure.id, notes);
  }
  return { whole: ofAll(problems), measures };
}

function silences(freshness: readonly Freshness[], families: ReadonlySet<string | undefined>): QualityNote[] {
  return freshness
    .filter(({ family, isUnusual }) => isUnusual && families.has(family))
    .map((silent) => ({ kind: 'silence', count: silent.silentDays, says: silenceInWords(silent) }));
}

/** "Health was last recorded 41 days ago; before that it was never silent for more than 6." */
export function silenceInWords({ family, silentDays, longestSilence }: Freshness): string {
  const title = familyNamed(family)?.title ?? family;
  const usual =
    longestSilence === null
      ? ''
      : `; in the year before it was never silent for more than ${counted(longestSilence, 'day')}`;
  return `${title}: last recorded ${daysAgoInWords(silentDays)}${usual}.`;
}

function refusedOf({ refusedByFamily }: ArrivalProblems, families: ReadonlySet<string | undefined>): QualityNote[] {
  return [...refusedByFamily]
    .filter(([family]) => families.has(family))
    .map(([family, count]) => {
      const title = familyNamed(family)?.title ?? family;
      const were = `${counted(count, 'event')} ${count === 1 ? 'was' : 'were'}`;
      return { kind: 'refused', count, says: `${title}: ${were} refused in the last ${LATELY_DAYS} days.` };
    });
}

/** What did not get into the figures, whatever figure it would have moved. */
function ofAll({ dead, parked }: ArrivalProblems): QualityNote[] {
  const notes: QualityNote[] = [];
  if (parked > 0) {
    const says = `Events of ${counted(parked, 'child', 'children')} wait, because one of them could not be applied.`;
    notes.push({ kind: 'parked', count: parked, says });
  }
  if (dead > 0) {
    const says = `${counted(dead, 'record')} of the topic ${dead === 1 ? 'is' : 'are'} no event that can count; somebody has to decide what becomes of ${dead === 1 ? 'it' : 'them'}.`;
    notes.push({ kind: 'dead', count: dead, says });
  }
  return notes;
}
