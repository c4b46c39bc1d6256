/** Law: a breakdown divides a figure up; nothing is in no group, nothing in two. */
import type { Measure } from '@careledger/measures';
import type { Figure, Ratio } from '../oracle';
import { Chance } from './chance';
import { written } from './compared';
import { firstOf, type Counterexample, type Law } from './law';
import { LedgerInMemory, type Asked } from './ledger-in-memory';
import { questionsOfAllKinds, todays } from './questions';

/**
 * Where a row of the catalogue says that each group is over the whole denominator. (Of `caseload` the whole counts distinct
 * workers, and each of its groups is one worker: these add up like all others.)
 */
const OVER_THE_WHOLE: Readonly<Record<string, string>> = { 'care-leavers-neet-19-21': 'activity' };

export const groupsAddUp: Law = {
  name: 'groups add up',
  says: 'By every breakdown, in every grain and period, the groups add up to the whole, and none counts less than nothing.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    return firstOf(todays(engine, chance, 1), (today) =>
      firstOf(questionsOfAllKinds(engine, ledger.authorities, today, chance, 3), (asked) => {
        if (asked.by === undefined) return null;
        const whole = ledger.figure({ ...asked, by: undefined });
        const divided = ledger.figure(asked);
        if (whole === null || divided === null) return null;
        const measure = engine.measures.measureNamed(asked.measure) as Measure;
        return broken(this.says, measure, asked, whole, divided);
      }),
    );
  },
};

function broken(says: string, measure: Measure, asked: Asked, whole: Ratio, divided: Figure): Counterexample | null {
  const { by = '' } = asked;
  const groups = Object.entries(divided.groups ?? {});
  const nameless = groups.find(([key]) => key === `no ${by} in the cell`);
  const negative = groups.find(([, group]) => countsLessThanNothing(measure, group));
  const sum = addedUp(measure, by, groups, whole);
  const [right, found] = [written(whole), written(sum)];
  if (right === found && nameless === undefined && negative === undefined) return null;
  const { measure: id, authority, grain, period, today } = asked;
  const of = { measure: id, authority, grain, period, today, by };
  return { broken: says, of, expected: `groups that add up to ${right}`, found: `${found}: ${written(divided)}` };
}

/** What the groups add up to; of shares of the whole, the denominator that they all have. */
function addedUp(measure: Measure, by: string, groups: readonly (readonly [string, Ratio])[], whole: Ratio): Ratio {
  const numerator = groups.reduce((sum, [, group]) => sum + group.numerator, 0);
  if (measure.shape === 'count') return { numerator, denominator: null };
  if (OVER_THE_WHOLE[measure.id] === by) {
    const other = groups.find(([, group]) => group.denominator !== whole.denominator);
    return { numerator, denominator: other === undefined ? whole.denominator : other[1].denominator };
  }
  return { numerator, denominator: groups.reduce((sum, [, group]) => sum + (group.denominator ?? 0), 0) };
}

/** A group that owes another what it has too little is not seen in their sum. */
function countsLessThanNothing({ shape }: Measure, { numerator, denominator }: Ratio): boolean {
  return numerator < 0 || (denominator ?? 0) < 0 || (shape === 'percent' && numerator > (denominator ?? 0));
}
