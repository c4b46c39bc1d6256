import type { DataOf } from '@careledger/contract';

/**
 * The codes of the looked-after-children return that the importer rests on, of all return years: a code that was withdrawn
 * stays valid in the returns of its time. Source: the guide to the SSDA903 collection, its code sets by column.
 */

/** Why an episode began: care began, legal status, placement, same carer, both, legal status with the same carer. */
export const REASONS_FOR_NEW_EPISODE = ['S', 'L', 'P', 'T', 'B', 'U'] as const;
export type ReasonForNewEpisode = (typeof REASONS_FOR_NEW_EPISODE)[number];

/** `LS`: care orders, placement and freeing orders, justice, protection, single periods (V2) and short breaks (V3, V4). */
export const LEGAL_STATUSES = listed('C1 C2 D1 E1 J1 J2 J3 L1 L2 L3 V1 V2 V3 V4');

/** `PLACE`, with the foster codes F and Q, the homes H and the missing codes M of earlier years, Z11 to Z14 of 2025-26 on. */
export const PLACEMENT_TYPES = listed(
  'A1 A2 A3 A4 A5 A6 F1 F2 F3 F4 F5 F6 H1 H2 H3 H4 H5 K1 K2 K3 M1 M2 M3 P0 P1 P2 P3 Q1 Q2 R1 R2 R3 R4 R5 S1',
  'T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z1 Z11 Z12 Z13 Z14',
);

/** `PLACE_PROVIDER`. */
export const PLACEMENT_PROVIDERS = listed('PR0 PR1 PR2 PR3 PR4 PR5');

/** `REC` where the child goes on being looked after in another episode that begins on the same day. */
export const GOES_ON = 'X1';

/** `REC`: why the episode ended; all but `X1` end the care period. */
export const REASONS_EPISODE_CEASED = listed(
  `${GOES_ON} E1 E2 E3 E4 E4A E4B E5 E6 E7 E8 E9 E11 E12 E13 E14 E15 E16 E17 E41 E43 E44 E45 E46 E47 E48`,
);

/** `REASON_PLACE_CHANGE`: why the placement ended. */
export const REASONS_PLACEMENT_CHANGED = listed(
  'CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD OTHER',
);

/** `ETHNIC`. */
export const ETHNICITIES = listed(
  'WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT',
);

/** `LS` under which a court has given the authority to place the child for adoption: a placement order, formerly a freeing order. */
export function allowsPlacing(legalStatus: string): boolean {
  return legalStatus === 'E1' || legalStatus === 'D1';
}

/** `PLACE` of a child placed for adoption. */
export function isForAdoption(placementType: string): boolean {
  return /^A[3-6]$/.test(placementType);
}

/** `PLACE` of a child placed for adoption with the foster carers it was with. */
export function isWithFosterCarers(placementType: string): boolean {
  return placementType === 'A3' || placementType === 'A5';
}

/** `REC`: adopted. */
export function isAdopted(reasonCeased: string | undefined): boolean {
  return reasonCeased === 'E11' || reasonCeased === 'E12';
}

/** `IN_TOUCH` of OC3. */
export const IN_TOUCH = listed('YES NO DIED REFU NREQ RHOM');

/**
 * `ACTIV` of OC3, and what the contract knows it as: F3 and P3 (training or employment, until 2020-21) were then divided into
 * apprenticeships (F4, P4) and the rest (F5, P5). No measure tells those apart.
 */
export const ACTIVITIES: ReadonlyMap<string, Activity> = new Map<string, Activity>([
  ...(['F1', 'P1', 'F2', 'P2', 'F4', 'P4', 'F5', 'P5', 'G4', 'G5', 'G6'] as const).map((code): [string, Activity] => [
    code,
    code,
  ]),
  ['F3', 'F5'],
  ['P3', 'P5'],
]);
export type Activity = DataOf<'care-leaver-contact.made'>['activity'];

/** `ACCOM` of OC3: a kind of home, and 1 where it is suitable or 2 where it is not. */
export const ACCOMMODATION = /^[BCDEGHKRSTUVWXYZ][12]$/;

/** A series of short breaks: of no care period in the sense of the measures. */
export function isShortBreak(legalStatus: string): boolean {
  return legalStatus === 'V3' || legalStatus === 'V4';
}

/** A temporary placement, after which the child comes back or moves on. */
export function isTemporary(placementType: string): boolean {
  return /^T[0-4]$/.test(placementType);
}

export function isReasonForNewEpisode(code: string): code is ReasonForNewEpisode {
  return (REASONS_FOR_NEW_EPISODE as readonly string[]).includes(code);
}

function listed(...codes: readonly string[]): ReadonlySet<string> {
  return new Set(codes.join(' ').split(' '));
}
