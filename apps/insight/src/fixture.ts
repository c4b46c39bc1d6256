/** A made-up history, as far as readers must know of it. */
export interface FixtureInfo {
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /** What every page and answer says: that the children are made up, and after what. */
  readonly notice: string;
  readonly authority: string;
  /** `YYYY-MM`: the first month from which its records are complete. */
  readonly completeFrom?: string;
  /** Children aged 0 to 17 in the authority, in every year. */
  readonly population: number;
}

/** The made-up history that is shown; none where the data are real. */
export class ShownFixture {
  constructor(readonly fixture: FixtureInfo | null) {}
}
