import { parseDay } from '@careledger/calendar';
import type { DataOf } from '@careledger/contract';
import { listOf, type View } from './child';
import type { Dated } from './entities';

type CheckKind = DataOf<'health-check.completed'>['kind'];
type RefusalKind = DataOf<'health-check.refused'>['kind'];

export interface HealthCheck extends Dated {
  /** Of an immunisation or development check: whether the child is up to date (by default it is). */
  readonly upToDate: boolean;
}

const checksOfKind = (kind: CheckKind): View<readonly HealthCheck[]> =>
  listOf(
    'health-check',
    (entity): HealthCheck | undefined => {
      const completed = entity.standing('health-check.completed');
      if (completed?.data.kind !== kind) return undefined;
      const { checkedOn, upToDate } = completed.data;
      return { id: entity.id, events: [completed], on: parseDay(checkedOn), upToDate: upToDate ?? true };
    },
    kind,
  );

/** The completed health checks, by what was checked. */
export const healthChecks: Readonly<Record<CheckKind, View<readonly HealthCheck[]>>> = {
  initial: checksOfKind('initial'),
  review: checksOfKind('review'),
  dental: checksOfKind('dental'),
  immunisation: checksOfKind('immunisation'),
  development: checksOfKind('development'),
};

const refusalsOfKind = (kind: RefusalKind): View<readonly Dated[]> =>
  listOf(
    'health-check',
    (entity): Dated | undefined => {
      const refused = entity.standing('health-check.refused');
      if (refused?.data.kind !== kind) return undefined;
      return { id: entity.id, events: [refused], on: parseDay(refused.data.refusedOn) };
    },
    `${kind}-refused`,
  );

/** The refused health checks, by what was refused. */
export const healthCheckRefusals: Readonly<Record<RefusalKind, View<readonly Dated[]>>> = {
  review: refusalsOfKind('review'),
  dental: refusalsOfKind('dental'),
};

/** The forms for initial health assessments that came back; the id is that of the care period. */
export const initialAssessmentForms = listOf(
  'care',
  (entity): Dated | undefined => {
    const returned = entity.standing('iha-form.returned');
    return returned && { id: entity.id, events: [returned], on: parseDay(returned.data.returnedOn) };
  },
  'form',
);

export interface DifficultiesScore extends Dated {
  readonly score: number;
}
/** Scores of the strengths and difficulties questionnaire. */
export const difficultiesScores = listOf('sdq', (entity): DifficultiesScore | undefined => {
  const scored = entity.standing('sdq.scored');
  return (
    scored && { id: entity.id, events: entity.events, on: parseDay(scored.data.scoredOn), score: scored.data.score }
  );
});

/** The days on which a substance misuse problem was identified. */
export const substanceMisuse = listOf('substance-misuse', (entity): Dated | undefined => {
  const identified = entity.standing('substance-misuse.identified');
  return identified && { id: entity.id, events: entity.events, on: parseDay(identified.data.identifiedOn) };
});

/** The days on which the child presented for substance misuse treatment. */
export const treatmentPresentations = listOf('substance-treatment', (entity): Dated | undefined => {
  const presented = entity.standing('substance-treatment.presented');
  return presented && { id: entity.id, events: entity.events, on: parseDay(presented.data.presentedOn) };
});
