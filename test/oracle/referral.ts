/** Catalogue: "Referral, early help, assessment". */
import type { WorkingDays } from './calendar';
import { addMonths } from './calendar';
import type { Measure } from './measure';
import { booleanKey, flow, stock } from './measure';
import type { ChildRecord } from './record';
import { isOpen } from './states';

export function referralMeasures({ wd }: WorkingDays): Record<string, Measure> {
  const completedReferrals = (child: ChildRecord) =>
    child.referrals.flatMap(({ receivedOn, completedOn, leadChild }) =>
      completedOn === null ? [] : [{ on: completedOn, took: wd(receivedOn, completedOn), leadChild }],
    );

  const completedAssessments = (child: ChildRecord) =>
    child.assessments.flatMap(({ started, ended }) =>
      ended === null ? [] : [{ on: ended, took: wd(started, ended) }],
    );

  return {
    'contacts-received': flow('count', (child) =>
      child.contacts.map(({ receivedOn }) => ({ on: receivedOn, numerator: true })),
    ),

    'referrals-received': flow(
      'count',
      (child) =>
        child.referrals.map(({ receivedOn, source }) => ({
          on: receivedOn,
          numerator: true,
          keys: { source: source ?? 'unknown' },
        })),
      ['source'],
    ),

    'referrals-completed-1wd': flow('percent', (child) =>
      completedReferrals(child).map(({ on, took }) => ({ on, numerator: took <= 1 })),
    ),

    'referrals-completed-over-3wd': flow(
      'percent',
      (child) =>
        completedReferrals(child).map(({ on, took, leadChild }) => ({
          on,
          numerator: took > 3,
          keys: { leadChild: booleanKey(leadChild) },
        })),
      ['leadChild'],
    ),

    're-referrals-12m': flow(
      'percent',
      (child) =>
        child.referrals.map(({ receivedOn: r, leadChild }) => ({
          on: r,
          // A referral is not before itself, so "another" needs no further test.
          numerator: child.referrals.some(({ receivedOn: p }) => p < r && r <= addMonths(p, 12)),
          keys: { leadChild: booleanKey(leadChild) },
        })),
      ['leadChild'],
    ),

    'referral-families': flow('count', (child) =>
      child.referrals
        .filter(({ leadChild }) => leadChild === true)
        .map(({ receivedOn }) => ({ on: receivedOn, numerator: true })),
    ),

    'early-help-started': flow(
      'count',
      (child) =>
        child.earlyHelp.map(({ startedOn, external }) => ({
          on: startedOn,
          numerator: true,
          keys: { external: booleanKey(external) },
        })),
      ['external'],
    ),

    'assessments-completed': flow('count', (child) =>
      completedAssessments(child).map(({ on }) => ({ on, numerator: true })),
    ),

    'assessments-45wd': flow('percent', (child) =>
      completedAssessments(child).map(({ on, took }) => ({ on, numerator: took <= 45 })),
    ),

    'assessments-open-over-45wd': stock('percent', (child, T) => {
      const open = child.assessments.filter((assessment) => isOpen(assessment, T));
      return open.length === 0 ? null : { numerator: open.some(({ started }) => wd(started, T) > 45) };
    }),

    'cin-plans': stock('count', (child, T) =>
      child.cinPlans.some((plan) => isOpen(plan, T)) ? { numerator: true } : null,
    ),
  };
}
