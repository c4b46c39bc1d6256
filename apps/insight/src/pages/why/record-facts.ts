import { ageOn, dayInWords, deadline, type Day } from '@careledger/calendar';
import { at, inCare, onPlan, placementInForce, type Contribution } from '@careledger/measures';
import {
  carePeriods,
  description,
  difficultiesScores,
  healthChecks,
  initialConferences,
  leaverContacts,
  missingEpisodes,
  referrals,
  type Child,
  type Dated,
} from '@careledger/record';

/**
 * What a record says on a day of what a figure depends on: a fact, by the same reading of the record as the measures have. It is no
 * verdict: which of them keeps the child out of the figure is for the definition to say.
 * @param on the last day of the period, or today
 * @param entry what the child counts for in the wider measure
 */
export type Fact = (child: Child, on: Day, entry: Contribution) => string;

/** Since when the child has been in care. */
export const careSince: Fact = (child, on) => {
  const care = at(inCare(child), on);
  return care === undefined ? `Not in care on ${dayInWords(on)}` : `In care since ${dayInWords(care.startedOn)}`;
};

/** Whether the child was in care on the day that the entry is of. */
export const careThen: Fact = (child, _, entry) => careSince(child, entry.date, entry);

export const ageThen: Fact = (child, on) => {
  const birth = description(child)?.birth;
  if (birth === undefined) return 'Month of birth not known';
  if (birth > on) return 'Not born yet';
  const years = ageOn(birth, on);
  return years === 0 ? 'Under 1 year old' : `Aged ${years}`;
};

export const planSince: Fact = (child, on) => {
  const plan = at(onPlan(child), on);
  return plan === undefined ? `On no plan on ${dayInWords(on)}` : `On the plan since ${dayInWords(plan.startedOn)}`;
};

/** The placement and how far from home it is. */
export const placedHowFar: Fact = (child, on) => {
  const placement = at(placementInForce(child), on)?.placement;
  if (placement === undefined) return 'No placement recorded';
  const { startedOn, distanceMiles, insideAuthority } = placement;
  const far = distanceMiles === undefined ? 'no distance recorded' : `${distanceMiles} miles from home`;
  const where =
    insideAuthority === undefined ? 'not known whether inside the authority' : insideAuthority ? 'inside' : 'outside';
  return `Placed since ${dayInWords(startedOn)}: ${far}, ${where}`;
};

export const placedSince: Fact = (child, on) => {
  const placement = at(placementInForce(child), on)?.placement;
  return placement === undefined ? 'No placement recorded' : `Placed since ${dayInWords(placement.startedOn)}`;
};

/** The last of something that is dated, by a day. */
function lastOf(name: string, dated: readonly Dated[], on: Day): string {
  const days = dated.map((one) => one.on).filter((day) => day <= on);
  return days.length === 0 ? `No ${name} recorded` : `Last ${name}: ${dayInWords(Math.max(...days))}`;
}

export const lastReviewAssessment: Fact = (child, on) =>
  lastOf('review health assessment', healthChecks.review(child), on);
export const lastDentalCheck: Fact = (child, on) => lastOf('dental check', healthChecks.dental(child), on);
export const lastScore: Fact = (child, on) => lastOf('score', difficultiesScores(child), on);
export const lastContact: Fact = (child, on) => lastOf('contact', leaverContacts(child), on);

/** When so many working days of the care period that the entry tells of are over, and when it ended. */
export const careLasted =
  (days: number): Fact =>
  (child, on, entry) => {
    const care = carePeriods(child).find(({ startedOn }) => startedOn === entry.date);
    if (care === undefined) return '';
    const due = `${days} working days were over on ${dayInWords(deadline(care.startedOn, days))}`;
    const { endedOn } = care;
    return endedOn === undefined || endedOn > on ? due : `${due}; care ended on ${dayInWords(endedOn)}`;
  };

/** What became of the referral that the entry tells of. */
export const referralCompleted: Fact = (child, on, { sources }) => {
  const ids = new Set(sources.map(({ id }) => id));
  const referral = referrals(child).find(({ events }) => events.some(({ id }) => ids.has(id)));
  const done = referral?.completedOn;
  return done === undefined || done > on ? `Not completed by ${dayInWords(on)}` : `Completed on ${dayInWords(done)}`;
};

/** What the form says of whether the child leads it. */
export const leadOfForm: Fact = (_, __, { sources }) => {
  const said = sources.map(({ data }) => ('leadChild' in data ? data.leadChild : undefined));
  if (said.includes(false)) return 'Not the lead child of the form';
  return said.includes(true) ? 'Lead child of the form' : 'Not said whether the lead child';
};

/** The first initial conference since the day that the entry is of. */
export const conferenceSince: Fact = (child, on, entry) => {
  const held = initialConferences(child).filter(({ heldOn }) => entry.date <= heldOn && heldOn <= on);
  const [first] = held.sort((a, b) => a.heldOn - b.heldOn);
  if (first === undefined) return `No initial conference recorded by ${dayInWords(on)}`;
  return `Initial conference on ${dayInWords(first.heldOn)}${first.transferIn ? ', of a transfer in' : ''}`;
};

/** Whether the episode that the entry tells of has ended. */
export const episodeEnded: Fact = (child, on, { sources }) => {
  const ids = new Set(sources.map(({ id }) => id));
  const ended = missingEpisodes(child).find(({ events }) => events.some(({ id }) => ids.has(id)))?.endedOn;
  return ended === undefined || ended > on
    ? `No return recorded by ${dayInWords(on)}`
    : `Returned on ${dayInWords(ended)}`;
};
