/** Catalogue: "Section 47, conferences, child protection". */
import type { Day, WorkingDays } from './calendar';
import { addMonths, within } from './calendar';
import type { Measure } from './measure';
import { flow, stock } from './measure';
import type { ChildRecord } from './record';
import { misses, planAt, socialWorkersAt, startedLast } from './states';

export function childProtectionMeasures({ wd, deadline }: WorkingDays): Record<string, Measure> {
  /** Visit days of a plan, with the working days since the visit day before, else since the plan's start. */
  const visits = (child: ChildRecord): { on: Day; took: number }[] =>
    child.cpVisitDays.flatMap((v) => {
      // Here a plan that ends on the day of the visit still has it: the visit was made under the plan.
      const plan = startedLast(
        child.cpPlans.filter((one) => one.started <= v && (one.ended === null || one.ended >= v)),
      );
      if (plan === undefined) return [];
      const before = child.cpVisitDays.filter((u) => plan.started <= u && u < v).at(-1);
      return [{ on: v, took: wd(before ?? plan.started, v) }];
    });

  const startedAgain = (counts: (ended: Day, startedOn: Day) => boolean): Measure =>
    flow('percent', (child) =>
      child.cpPlans.map((plan) => ({
        on: plan.started,
        numerator: child.cpPlans.some(
          (other) => other.id !== plan.id && other.ended !== null && counts(other.ended, plan.started),
        ),
      })),
    );

  return {
    's47-started': flow('count', (child) => child.s47s.map(({ startedOn }) => ({ on: startedOn, numerator: true }))),

    's47-enquiries': flow('count', (child) =>
      child.s47s
        .filter(({ leadChild }) => leadChild === true)
        .map(({ startedOn }) => ({ on: startedOn, numerator: true })),
    ),

    's47-already-on-plan': flow('percent', (child) =>
      child.s47s.map(({ startedOn }) => ({ on: startedOn, numerator: planAt(child, startedOn - 1) !== undefined })),
    ),

    'icpc-15wd': flow('percent', (child) =>
      child.icpcs
        .filter(({ transferIn }) => !transferIn)
        .map(({ strategyOn, heldOn }) => ({ on: heldOn, numerator: wd(strategyOn, heldOn) <= 15 })),
    ),

    'cp-plans': stock(
      'count',
      (child, T) => {
        const plan = planAt(child, T);
        return plan === undefined ? null : { numerator: true, keys: { category: plan.category ?? 'unknown' } };
      },
      ['category'],
    ),

    'cp-plans-started': flow('count', (child) =>
      child.cpPlans.map(({ started }) => ({ on: started, numerator: true })),
    ),

    'cp-plans-ended': flow('count', (child) =>
      child.cpPlans.flatMap(({ ended }) => (ended === null ? [] : [{ on: ended, numerator: true }])),
    ),

    'cp-allocated-qualified': stock('percent', (child, T) =>
      planAt(child, T) === undefined ? null : { numerator: socialWorkersAt(child, T).length > 0 },
    ),

    'cp-reviews-on-time': stock('percent', (child, T) => {
      const plan = planAt(child, T);
      if (plan === undefined || addMonths(plan.started, 3) > T) return null;
      const missed = misses(plan.started, child.cpReviewDays, plan.ended, (a, reviews) =>
        addMonths(a, reviews === 0 ? 3 : 6),
      );
      return { numerator: !missed.some((d) => within(d, 12, T)) };
    }),

    'cp-ended-after-2y': flow('percent', (child) =>
      child.cpPlans.flatMap(({ started, ended }) =>
        ended === null ? [] : [{ on: ended, numerator: ended - started + 1 > 729 }],
      ),
    ),

    'cp-started-again-within-2y': startedAgain((e, s) => e <= s && s <= addMonths(e, 24)),

    'cp-started-again-ever': startedAgain((e, s) => e <= s),

    'cp-visits-10wd': flow('percent', (child) => visits(child).map(({ on, took }) => ({ on, numerator: took <= 10 }))),

    'cp-visits-15wd': flow('percent', (child) => visits(child).map(({ on, took }) => ({ on, numerator: took <= 15 }))),

    'cp-visits-up-to-date': stock('percent', (child, T) => {
      const plan = planAt(child, T);
      if (plan === undefined) return null;
      const last = child.cpVisitDays.filter((u) => plan.started <= u && u <= T).at(-1);
      return { numerator: wd(last ?? plan.started, T) <= 10 };
    }),

    'cp-children-visits-on-time': stock('percent', (child, T) => {
      const plan = planAt(child, T);
      if (plan === undefined) return null;
      const missed = misses(plan.started, child.cpVisitDays, plan.ended, (a) => deadline(a, 10));
      return { numerator: !missed.some((d) => within(d, 3, T)) };
    }),
  };
}
