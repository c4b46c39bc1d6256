import { NotReady, type Progress } from '@careledger/service';
import type { ConsumptionState } from './consumption';

/** A partition that has events to apply and has not moved for so long is stuck. */
const STUCK_MS = 60_000;

/**
 * Whether the projector does its work: it takes part, nothing keeps failing, and where there are events to apply in its
 * partitions the position moves. To stand by because others have all partitions is to be ready, too.
 * @param look how the consuming goes
 * @param read how far the figures are
 */
export function consuming(
  look: () => Promise<ConsumptionState>,
  read: () => Promise<Progress>,
  now: () => number = () => performance.now(),
): () => Promise<object> {
  const behind = new Map<number, { readonly position: number; readonly since: number }>();
  return async () => {
    const { partitions, troubles } = await look();
    if (partitions === undefined) throw new NotReady(['It takes no part yet', ...troubles].join('; '));
    const { end, position } = await read();
    const stuck = partitions.filter((partition) => {
      const at = position[partition] ?? 0;
      if ((end.positions[partition] ?? 0) <= at) {
        behind.delete(partition);
        return false;
      }
      const known = behind.get(partition);
      if (known === undefined || known.position !== at) behind.set(partition, { position: at, since: now() });
      return known !== undefined && known.position === at && now() - known.since > STUCK_MS;
    });
    const sentences = [...troubles, ...stuck.map((partition) => `Partition ${partition} has not moved for a minute`)];
    if (sentences.length > 0) throw new NotReady(sentences.join('; '));
    return { partitions: partitions.join(','), standingBy: partitions.length === 0 };
  };
}
