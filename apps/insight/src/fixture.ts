/** A made-up history, as far as readers must know of it. */
export interface FixtureInfo {
  readonly name: string;
  /** What people read; it says that the authority is made up. */
  readonly title: string;
  readonly authority: string;
  /** Children aged 0 to 17 in the authority, in every year. */
  readonly population: number;
}

/** The made-up history that is shown; none where the data are real. */
export class ShownFixture {
  constructor(readonly fixture: FixtureInfo | null) {}
}
