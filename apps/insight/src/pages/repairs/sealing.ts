import { NOBODY_SEALED, type Caller, type ChildName, type Sealed, type Seals } from '@careledger/access';

/** What stands for the name of a child whom the reader may not know. */
export const SEALED = 'Sealed record';

/** Which of these children the reader may not know. */
export function sealedTo(caller: Caller, seals: Seals, names: readonly ChildName[]): Promise<Sealed> {
  return caller.has('sealed-records') ? Promise.resolve(NOBODY_SEALED) : seals.among(names);
}

export const isAmong = (sealed: Sealed, { authority, subject }: ChildName): boolean =>
  sealed.has(`${authority}:${subject}`);
