import { accountNumber } from './account-numbers';
import type { Account, Measure } from './measure';

/** One area of the catalogue and its measures, in its order. */
export interface Area {
  readonly area: string;
  readonly measures: readonly Measure[];
}

/** What figures are made by, as a whole: a posting names the version of the rulebook that it was made under. */
export interface Rulebook {
  readonly version: number;
  readonly areas: readonly Area[];
  /** All of its measures, in the order of the catalogue. */
  readonly measures: readonly Measure[];
  /** All of its accounts: what the ledger posts to. */
  readonly accounts: readonly Account[];
}

/** A rulebook of these areas. @throws Error where two measures have the same id */
export function rulebookOf(version: number, areas: readonly Area[]): Rulebook {
  const measures = areas.flatMap((area) => area.measures);
  if (new Set(measures.map(({ id }) => id)).size !== measures.length) {
    throw new Error(`two measures of rulebook ${version} have the same id`);
  }
  const accounts = measures.flatMap((measure) => measure.accounts);
  accounts.forEach(accountNumber);
  return { version, areas, measures, accounts };
}

/** What a new rulebook has beside or instead of what the old one has. */
export interface Amendment {
  /** Measures that are defined anew: each takes the place of the one that has its id. */
  readonly instead?: readonly Measure[];
  /** Measures that are new, at the end of the area they are of. */
  readonly added?: readonly { readonly area: string; readonly measure: Measure }[];
  /** The ids of measures that are no more. */
  readonly without?: readonly string[];
}

/**
 * The next rulebook, made of an older one. Measures that are not named are the very same: activating the new rulebook posts
 * nothing for them.
 * @throws RangeError where the version is not a later one, or the older rulebook has no such measure or area
 */
export function amended(rulebook: Rulebook, version: number, amendment: Amendment): Rulebook {
  const { instead = [], added = [], without = [] } = amendment;
  if (!(Number.isInteger(version) && version > rulebook.version)) {
    throw new RangeError(`rulebook ${rulebook.version} is followed by a later one, which ${version} is not`);
  }
  const named = [...instead.map(({ id }) => id), ...without];
  const unknown = named.find((id) => measureIn(rulebook, id) === undefined);
  if (unknown !== undefined) throw new RangeError(`rulebook ${rulebook.version} has no measure ${unknown}`);
  const nowhere = added.find(({ area }) => !rulebook.areas.some((one) => one.area === area));
  if (nowhere !== undefined) throw new RangeError(`rulebook ${rulebook.version} has no area "${nowhere.area}"`);
  const areas = rulebook.areas.map(({ area, measures }): Area => ({
    area,
    measures: [
      ...measures
        .filter(({ id }) => !without.includes(id))
        .map((measure) => instead.find(({ id }) => id === measure.id) ?? measure),
      ...added.filter((one) => one.area === area).map(({ measure }) => measure),
    ],
  }));
  return rulebookOf(version, areas);
}

/** The rulebook of a version. @throws UnknownRulebook where it is not among these */
export function rulebookNumbered(rulebooks: readonly Rulebook[], version: number): Rulebook {
  const found = rulebooks.find((rulebook) => rulebook.version === version);
  if (found === undefined) throw new UnknownRulebook(version);
  return found;
}

/** A rulebook is in force, or was, that this program does not have. */
export class UnknownRulebook extends Error {
  override readonly name = 'UnknownRulebook';

  constructor(readonly version: number) {
    super(`this program does not know rulebook ${version}; start a version of it that does`);
  }
}

/** The measure of this id in a rulebook, or undefined. */
export function measureIn({ measures }: Rulebook, id: string): Measure | undefined {
  return measures.find((measure) => measure.id === id);
}
