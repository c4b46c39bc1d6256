import type { Child } from './child';

/** E11: adopted, and nobody opposed it; E12: adopted without the consent of a parent. */
const ADOPTED = new Set(['E11', 'E12']);

/**
 * Whether a child was adopted from care: an end of a care period with reason E11 or E12 stands. Here, unlike in a measure,
 * it counts where the period's start has not arrived, or is a short break: a record is rather closed too early than too late.
 * A correction to another reason, or a retraction, takes it back.
 */
export function wasAdopted(child: Child): boolean {
  return child.entities('care').some((care) => {
    const reason = care.standing('care.ended')?.data.reason;
    return reason !== undefined && ADOPTED.has(reason);
  });
}

/** Whether an event says so by itself; what it says may have been put right since. */
export function tellsOfAdoption({ type, data }: { readonly type: string; readonly data: object }): boolean {
  return type === 'csc.care.ended' && 'reason' in data && ADOPTED.has(String(data.reason));
}
