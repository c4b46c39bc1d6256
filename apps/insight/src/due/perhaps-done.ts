import { DONE_BY, DUE_KINDS, perhapsDone, type DueKind, type PerhapsDone, type RecordingDelay } from '@careledger/due';
import type { RecordingDelays } from '../data-quality/arrivals';
import type { ShownLine } from './due-list';

/** How long it takes to record what a kind is done by; undefined where that is not known (yet). */
export function delayOf(kind: DueKind, recording: RecordingDelays | undefined): RecordingDelay | undefined {
  return recording?.types.get(DONE_BY[kind]);
}

/** How much may be done and not typed in yet, by kind; a kind of whose recording too little is known is not in it. */
export function perhapsDoneByKind(
  lines: readonly ShownLine[],
  recording: RecordingDelays | undefined,
): ReadonlyMap<DueKind, PerhapsDone> {
  const byKind = new Map<DueKind, ShownLine[]>(DUE_KINDS.map((kind) => [kind, []]));
  for (const line of lines) byKind.get(line.kind)?.push(line);
  const found = new Map<DueKind, PerhapsDone>();
  for (const [kind, some] of byKind) {
    const one = perhapsDone(some, delayOf(kind, recording));
    if (one !== undefined) found.set(kind, one);
  }
  return found;
}
