/** Faults that somebody could make, each a small change of one source, and the law that must notice it. */
import { figuresAsKnownAreThoseOfThen } from './as-known-at';
import { balancesAreThePostings } from './balances';
import { computingAnewPostsNothing } from './computing-anew';
import { figuresAreTheOracles, figuresAreTheOraclesWhereTheyTurn } from './figures-are-the-oracles';
import { groupsAddUp } from './groups-add-up';
import type { Law } from './law';
import { theClockIsNotRead, thereIsNoHorizon } from './no-horizon';
import { batchesChangeNothing, orderAndRepetitionChangeNothing } from './order-and-batches';
import type { Patch } from './patched-engine';
import { figuresComeApart, postingsSayWhy } from './postings';
import { retractingEverythingLeavesNothing } from './retracting-everything';

export interface Fault extends Patch {
  readonly what: string;
  readonly breaks: Law;
}

const calendarFaults: readonly Fault[] = [
  {
    what: 'a deadline is a working day late',
    file: 'libs/calendar/src/working-days.ts',
    from: 'const wanted = workingDaysBefore(from) + count;',
    to: 'const wanted = workingDaysBefore(from) + count + 1;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'bank holidays are working days',
    file: 'libs/calendar/src/working-days.ts',
    from: 'mondayBased(day) < 5 && !free.has(day)',
    to: 'mondayBased(day) < 5',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'months are not clamped to their last day',
    file: 'libs/calendar/src/day.ts',
    from: 'return moved < next ? moved : next - 1;',
    to: 'return moved;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a missing episode is dated in UTC',
    file: 'libs/record/src/entities.ts',
    from: 'startedOn: londonDay(startedAt),',
    to: 'startedOn: Math.floor(startedAt / 86_400_000_000),',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
];

const recordFaults: readonly Fault[] = [
  {
    what: 'ids are compared by UTF-16 unit',
    file: 'libs/record/src/code-points.ts',
    from: 'return aboveSurrogates(x) - aboveSurrogates(y);',
    to: 'return x - y;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'ids are compared as a dictionary does',
    file: 'libs/record/src/code-points.ts',
    from: 'if (a === b) return 0;',
    to: "if (a !== b) return a.localeCompare(b, 'en');",
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a retraction spares what was recorded at its own instant',
    file: 'libs/record/src/child.ts',
    from: 'return standing.dated || standing.offset < retraction.before;',
    to: 'return !standing.dated && standing.offset < retraction.before;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'an end before its start counts',
    file: 'libs/record/src/entities.ts',
    from: 'return day < start ? undefined : day;',
    to: 'return day;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'the event that came last wins, not the one that was recorded last',
    file: 'libs/record/src/child.ts',
    from: 'if (a.recordedAt !== b.recordedAt) return a.recordedAt > b.recordedAt;',
    to: 'if (a.recordedAt !== b.recordedAt) return true;',
    breaks: orderAndRepetitionChangeNothing,
  },
  {
    what: 'what is computed from something computed before forgets what that was made of',
    file: 'libs/record/src/child.ts',
    from: 'reading |= this.masks[slot] as number;',
    to: '',
    breaks: computingAnewPostsNothing,
  },
  {
    what: 'a corrected visit recomputes what it is now and not what it was',
    file: 'libs/record/src/child.ts',
    from: 'return before === undefined ? touched : touched | touchedBit(topicOf(kind, partOf(before.data)));',
    to: 'return touched;',
    breaks: computingAnewPostsNothing,
  },
  {
    what: 'what an entity was read as outlives its retraction',
    file: 'libs/record/src/child.ts',
    from: 'this.retraction = { upTo: recordedAt, before };\n    this.items = undefined;',
    to: 'this.retraction = { upTo: recordedAt, before };',
    breaks: retractingEverythingLeavesNothing,
  },
  {
    what: 'an event is known at its own instant, although one before it in the log was taken later',
    file: 'libs/record/src/child.ts',
    from: 'if (logged.appendedAt > this.knownAt) this.knownAt = logged.appendedAt;',
    to: 'this.knownAt = logged.appendedAt;',
    breaks: figuresAsKnownAreThoseOfThen,
  },
  {
    what: 'where recordedtime is missing, the real time stands in',
    file: 'libs/record/src/child.ts',
    from: 'event.recordedtime === undefined ? logged.appendedAt : parseInstant',
    to: 'event.recordedtime === undefined ? Date.now() * 1000 : parseInstant',
    breaks: theClockIsNotRead,
  },
];

const measureFaults: readonly Fault[] = [
  {
    what: 'an assessment on the 45th working day is late',
    file: 'libs/measures/src/referral-and-assessment.ts',
    from: '(assessment.endedOn ?? FOREVER) <= assessmentDue(',
    to: '(assessment.endedOn ?? FOREVER) < assessmentDue(',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'what happened n months ago to the day is still within n months',
    file: 'libs/measures/src/vocabulary/timeline.ts',
    from: 'to: addMonths(x, months), what',
    to: 'to: addMonths(x, months) + 1, what',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a miss counts a day before it is one',
    file: 'libs/measures/src/vocabulary/due-chain.ts',
    from: '(closedOn === undefined || closedOn > due)',
    to: '(closedOn === undefined || closedOn >= due)',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a temporary placement is a stay of its own',
    file: 'libs/measures/src/placements.ts',
    from: 'if (isTemporary(placed)) continue;',
    to: '',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a child in care grows older than 17',
    file: 'libs/measures/src/vocabulary/profile.ts',
    from: 'return heldBackInCare(bands, birthday(birth, 18), inCare(child));',
    to: 'return bands;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a spell is not split at a birthday',
    file: 'libs/measures/src/vocabulary/stock.ts',
    from: 'cells: profile(child),',
    to: 'cells: profile(child).slice(0, 1).map((span) => ({ ...span, to: FOREVER })),',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a unit of which a breakdown is not known is in no group',
    file: 'libs/measures/src/vocabulary/flow.ts',
    from: 'for (const [breakdown, keyOf] of ownBreakdowns) cell',
    to: 'for (const [breakdown, keyOf] of ownBreakdowns) if (keyOf(unit) !== undefined) cell',
    breaks: groupsAddUp,
  },
  {
    what: 'a child of whom it is not known whether it is disabled is in no group',
    file: 'libs/measures/src/vocabulary/profile.ts',
    from: "const cell = within(described, 'disabled', String(disabled ?? UNKNOWN));",
    to: "const cell = disabled === undefined ? described : within(described, 'disabled', String(disabled));",
    breaks: groupsAddUp,
  },
  {
    what: 'a child is taken out of another group than it was put into',
    file: 'libs/measures/src/vocabulary/stock.ts',
    from: 'if (to < FOREVER) sheet.add(to, cell, -numerator, -denominator);',
    to: 'if (to < FOREVER) sheet.add(to, state.cells.find((span) => span.to > to)?.what ?? cell, -numerator, -denominator);',
    breaks: groupsAddUp,
  },
  {
    what: 'a rolling year has thirteen months',
    file: 'libs/measures/src/vocabulary/distinct.ts',
    from: 'return addMonths(firstOfMonth, 12);',
    to: 'return addMonths(firstOfMonth, 13);',
    breaks: figuresAreTheOracles,
  },
  {
    what: 'a child counted twice in a period is in the age band of the second time',
    file: 'libs/measures/src/vocabulary/distinct.ts',
    from: 'const first = Math.max(start, earlierHaveLeft);',
    to: 'const first = start;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'nothing is known of the days after March 2030',
    file: 'libs/measures/src/vocabulary/timeline.ts',
    from: 'export const FOREVER: Day = 1_000_000_000;',
    to: 'export const FOREVER: Day = 22_000;',
    breaks: thereIsNoHorizon,
  },
  {
    what: 'of several on one day the one with the least id is the last',
    file: 'libs/measures/src/vocabulary/timeline.ts',
    from: 'a.on - b.on || compareCodePoints(a.id, b.id)',
    to: 'a.on - b.on || compareCodePoints(b.id, a.id)',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a year from 1 April to 31 March is a day short of twelve months',
    file: 'libs/measures/src/vocabulary/profile.ts',
    from: 'addMonths(what.startedOn, 12) - 1',
    to: 'addMonths(what.startedOn, 12)',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a care leaver who is in care is as old as anybody',
    file: 'libs/measures/src/vocabulary/profile.ts',
    from: 'if (heldBack.length === 0) return byBirth;',
    to: 'return byBirth;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a child who turns 18 within the financial year counts to its end',
    file: 'libs/measures/src/health-checks.ts',
    from: 'financialYearStart(birthday(birth, 18) + 1)',
    to: 'financialYearEnd(birthday(birth, 18)) + 1',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'who refused a check and then had one has refused it',
    file: 'libs/measures/src/health-checks.ts',
    from: 'except(sinceOneThisYear(child, healthCheckRefusals.review(child)), reviewDoneThisYear(child))',
    to: 'sinceOneThisYear(child, healthCheckRefusals.review(child))',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a check of an earlier care period counts for this one',
    file: 'libs/measures/src/health-checks.ts',
    from: 'care.startedOn <= on && on <=',
    to: 'on <=',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'what is due each year is forgotten two years after the last check',
    file: 'libs/measures/src/health-checks.ts',
    from: 'i === years.length - 1 ? FOREVER : addMonths(yearStart, 12)',
    to: 'addMonths(yearStart, 12)',
    breaks: thereIsNoHorizon,
  },
  {
    what: 'a mean counts children in place of what they score',
    file: 'libs/measures/src/vocabulary/stock.ts',
    from: 'if (state.amount !== undefined) return state.amount(held.what);',
    to: 'if (state.amount !== undefined) return 1;',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'each reason for being neither in work nor learning is all of its own group',
    file: 'libs/measures/src/vocabulary/stock.ts',
    from: '...(numeratorBy !== undefined && { sharesOfWhole: Object.keys(numeratorBy) }),',
    to: '',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'the list behind a figure leaves its last day out',
    file: 'libs/measures/src/vocabulary/flow.ts',
    from: 'date > period.to',
    to: 'date >= period.to',
    breaks: figuresComeApart,
  },
];

const adoptionAndHarmFaults: readonly Fault[] = [
  {
    what: 'a return interview at the end of the 72 hours is late',
    file: 'libs/measures/src/missing.ts',
    from: 'at <= interviewDue(endedAt)',
    to: 'at < interviewDue(endedAt)',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a return is dated in UTC',
    file: 'libs/record/src/entities.ts',
    from: 'endedOn: endedAt === undefined ? undefined : londonDay(endedAt),',
    to: 'endedOn: endedAt === undefined ? undefined : Math.floor(endedAt / 86_400_000_000),',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'twelve months in care are over a day late',
    file: 'libs/measures/src/vocabulary/profile.ts',
    from: 'addMonths(what.startedOn, 12) - 1',
    to: 'addMonths(what.startedOn, 12)',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a child placed for adoption on the first day of care counts from an earlier period',
    file: 'libs/measures/src/adoption.ts',
    from: 'startedOn <= placedOn',
    to: 'startedOn < placedOn',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'moving in before care started takes less than no time',
    file: 'libs/measures/src/adoption.ts',
    from: ' || end < care.startedOn) return undefined',
    to: ') return undefined',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'the match before the court’s authority takes less than no time',
    file: 'libs/measures/src/adoption.ts',
    from: 'Math.max(0, matchedOn - authorisedOn)',
    to: 'matchedOn - authorisedOn',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
  {
    what: 'a visitor who has been withdrawn from is still waited for',
    file: 'libs/record/src/independent-visitors.ts',
    from: "entity.standing('independent-visitor.withdrawn')?.data.withdrawnOn,",
    to: '',
    breaks: figuresAreTheOraclesWhereTheyTurn,
  },
];

const ledgerFaults: readonly Fault[] = [
  {
    what: 'what is no longer so is not reversed',
    file: 'libs/measures/src/vocabulary/entries.ts',
    from: 'const sign = onlyAfter ? 0 : -1;',
    to: 'const sign = 0;',
    breaks: retractingEverythingLeavesNothing,
  },
  {
    what: 'lines that move nothing are posted',
    file: 'libs/measures/src/vocabulary/entries.ts',
    from: 'if (numerator !== 0 || denominator !== 0) {',
    to: 'if (numerator !== 0 || denominator !== 0 || i > 0) {',
    breaks: postingsSayWhy,
  },
  {
    what: 'a book that is opened again does not know what it has posted',
    file: 'libs/ledger/src/child-book.ts',
    from: 'book.desk.accounts.forEach((account) => (book.posted[account.number] = account.entries(book.record)));',
    to: '',
    breaks: batchesChangeNothing,
  },
  {
    what: 'what a closed book let go of is taken for what there is',
    file: 'libs/record/src/child.ts',
    from: 'values[slot] = undefined;\n      masks[slot] = 0;',
    to: 'values[slot] = blank?.values[slot];',
    breaks: batchesChangeNothing,
  },
  {
    what: 'a month of one group is taken for one of another group',
    file: 'libs/ledger/src/balances.ts',
    from: 'const MONTHS = 2 ** 12;',
    to: 'const MONTHS = 2 ** 10;',
    breaks: balancesAreThePostings,
  },
];

export const FAULTS: readonly Fault[] = [
  ...calendarFaults,
  ...recordFaults,
  ...measureFaults,
  ...adoptionAndHarmFaults,
  ...ledgerFaults,
];
