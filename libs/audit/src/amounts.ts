/** What an account says, and how much of it. */
export interface Amounts {
  readonly numerator: number;
  readonly denominator: number;
}
