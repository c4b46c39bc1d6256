import type { Positions } from '@careledger/store';

/** A position as it stands in an address and in what is published: `0:10412,1:9977`, partitions in order. */
export function positionText(position: Positions): string {
  return Object.entries(position)
    .map(([partition, next]) => [Number(partition), next] as const)
    .sort(([a], [b]) => a - b)
    .map(([partition, next]) => `${partition}:${next}`)
    .join(',');
}

/** Reads it again; undefined where it is none. */
export function readPosition(text: string): Positions | undefined {
  const position: Record<number, number> = {};
  for (const part of text.split(',')) {
    const [, partition, next] = /^(\d{1,5}):(\d{1,15})$/.exec(part) ?? [];
    if (partition === undefined || next === undefined || Number(partition) in position) return undefined;
    position[Number(partition)] = Number(next);
  }
  return position;
}
