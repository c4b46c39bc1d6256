import type { Instant } from '@careledger/calendar';

const MICROSECONDS_A_MILLISECOND = 1_000;

export const now = (): Instant => Date.now() * MICROSECONDS_A_MILLISECOND;
