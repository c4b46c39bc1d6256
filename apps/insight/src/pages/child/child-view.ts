import { ageOn, dayInWords, londonDay, type Day } from '@careledger/calendar';
import { at, inCare, onPlan, prevailing } from '@careledger/measures';
import { assessments, caseHolders, cinPlans, description, leavingCareSpells, type Child } from '@careledger/record';
import type { ChildRecord } from '../../children/child-reader';
import {
  address,
  counted,
  details,
  heading,
  html,
  link,
  NOTHING,
  pages,
  pagination,
  paragraph,
  summaryList,
  tableMarkup,
  warning,
  type Markup,
  type Part,
} from '../frame';
import {
  deadlinesTable,
  dueTable,
  eventsTable,
  faultsTable,
  keptTable,
  measuresTable,
  spellsTable,
} from './child-tables';
import { qualityNotice } from './child-quality';
import { timelineSection } from './child-timeline';
import { eventsOf, obligationsOf, type ChildPageState } from './child-page-state';
import { firstSpells, spellsOf } from './spells';

/** So much that the page of a child with a long record stays light; files have all of it. */
const DEADLINES_SHOWN = 25;
const SPELLS_SHOWN = 40;
const EVENTS_A_PAGE = 50;

/** A child's record: who, what is due, what was kept and missed, what lasted and what happened. */
export function childBody(state: ChildPageState): Markup {
  const { authority, subject, record, skipped, caseSystem } = state;
  const here = pages.child(authority, subject);
  const csv = (table: string): string => address(here, { format: 'csv', table });
  const all = obligationsOf(state);
  const events = eventsOf(state);
  const allSpells = spellsOf(state.record.child);
  const spells = firstSpells(allSpells, SPELLS_SHOWN);
  const page = events.slice(skipped, skipped + EVENTS_A_PAGE);
  const isFurther = skipped + EVENTS_A_PAGE < events.length;
  return html`${heading(1, html`<span class="govuk-caption-l">Child</span> ${subject}`)} ${notices(record)}
  ${summaryList(summary(state))}
  ${caseSystem !== undefined && paragraph(link(caseSystem, 'Open this child in the case system'))}
  ${qualityNotice(state)} ${heading(2, 'What is due', 'due')}
  ${tableMarkup({ ...dueTable(state), isCaptionHidden: true, csv: csv('due') })} ${timelineSection(state)}
  ${heading(2, 'Deadlines kept and missed', 'deadlines')}
  ${tableMarkup({ ...keptTable(state), isCaptionHidden: true, csv: csv('kept') })}
  ${
    all.length > 0 &&
    details(
      all.length > DEADLINES_SHOWN ? `The last ${DEADLINES_SHOWN} deadlines, one by one` : 'The deadlines, one by one',
      tableMarkup({
        ...deadlinesTable(state, all.slice(0, DEADLINES_SHOWN)),
        isCaptionHidden: true,
        csv: csv('deadlines'),
      }),
    )
  }
  ${heading(2, 'Counts in this month', 'measures')}
  ${tableMarkup({ ...measuresTable(state), isCaptionHidden: true, csv: csv('measures') })}
  ${heading(2, 'Spells', 'spells')}
  ${
    spells.length < allSpells.length &&
    paragraph(`${spells.length} of ${allSpells.length}: those that go on, and the latest. The file has all.`)
  }
  ${tableMarkup({ ...spellsTable(state, spells), isCaptionHidden: true, csv: csv('spells') })}
  ${heading(2, 'Events', 'events')}
  ${
    events.length > page.length &&
    paragraph(`${counted(page.length, 'event')} of ${events.length.toLocaleString('en-GB')}, the latest day first.`)
  }
  ${tableMarkup({ ...eventsTable(page), isCaptionHidden: true, csv: csv('events') })}
  ${pagination({
    previous: skipped > 0 ? `${here}#events` : undefined,
    next: isFurther ? `${address(here, { after: skipped + EVENTS_A_PAGE })}#events` : undefined,
  })}
  ${heading(2, 'Data faults', 'faults')}
  ${tableMarkup({ ...faultsTable(state), isCaptionHidden: true, csv: csv('faults') })}`;
}

function notices({ parked, seal }: ChildRecord): Part {
  const sealed =
    seal === null
      ? NOTHING
      : warning(
          seal.why === 'adopted'
            ? 'This record is sealed: the child was adopted. Only those who may read sealed records see it.'
            : `This record is sealed: ${seal.reason ?? 'by hand'}. Only those who may read sealed records see it.`,
        );
  const waits =
    parked === null
      ? NOTHING
      : warning(
          `An event of this child could not be applied (${parked.reason}). What came after it waits, and is in nothing below.`,
        );
  return [sealed, waits];
}

/** Who the child is to the authority today. */
function summary({ record: { child, knownAt }, today }: ChildPageState): (readonly [string, Part])[] {
  const described = description(child);
  const [age, gender] =
    described === undefined
      ? ['Not known: no description was sent', 'Not known']
      : [ageInWords(described.birth, today), { F: 'Female', M: 'Male' }[described.gender] ?? 'Not known'];
  const holder = at(prevailing(caseHolders(child).filter(({ role }) => role === 'social-worker')), today);
  const adviser = at(prevailing(caseHolders(child).filter(({ role }) => role === 'personal-adviser')), today);
  const rows: (readonly [string, Part])[] = [
    ['Age', age],
    ['Sex', gender],
    ['Status', statusOf(child, today).map((line) => html`<div>${line}</div>`)],
    ['Social worker', holder === undefined ? 'Nobody allocated' : workerInWords(holder)],
  ];
  if (adviser !== undefined) rows.push(['Personal adviser', workerInWords(adviser)]);
  if (knownAt !== null) rows.push(['Last event taken', dayInWords(londonDay(knownAt))]);
  return rows;
}

function ageInWords(birth: Day, today: Day): string {
  if (birth > today) return 'Not born yet';
  const years = ageOn(birth, today);
  return years === 0 ? 'Under 1' : counted(years, 'year');
}

const workerInWords = ({ worker, team, startedOn }: { worker: string; team: string | undefined; startedOn: Day }) =>
  `${worker}${team === undefined ? '' : `, team ${team}`}, since ${dayInWords(startedOn)}`;

function statusOf(child: Child, today: Day): string[] {
  const care = at(inCare(child), today);
  const plan = at(onPlan(child), today);
  const isOpen = ({ startedOn, endedOn }: { startedOn: Day; endedOn: Day | undefined }): boolean =>
    startedOn <= today && (endedOn === undefined || endedOn > today);
  const lines = [
    care && `In care since ${dayInWords(care.startedOn)}`,
    plan && `On a child protection plan since ${dayInWords(plan.startedOn)}`,
    ...cinPlans(child)
      .filter(isOpen)
      .map(({ startedOn }) => `On a child in need plan since ${dayInWords(startedOn)}`),
    ...assessments(child)
      .filter(isOpen)
      .map(({ startedOn }) => `Being assessed since ${dayInWords(startedOn)}`),
    ...leavingCareSpells(child)
      .filter(isOpen)
      .map(({ startedOn, status }) => `Care leaver (${status.replace('-', ' ')}) since ${dayInWords(startedOn)}`),
  ].filter((line) => line !== undefined);
  return lines.length === 0 ? ['Nothing open'] : lines;
}
