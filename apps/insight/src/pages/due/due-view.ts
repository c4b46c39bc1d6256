import { dayInWords, londonDay, type Day } from '@careledger/calendar';
import { DUE_KINDS, DUE_SOON_DAYS, KINDS, perhapsDoneInWords } from '@careledger/due';
import type { RecordingDelays } from '../../data-quality/arrivals';
import { perhapsDoneByKind } from '../../due/perhaps-done';
import { matching, NONE, type DueFilter, type DueOverview, type ShownLine } from '../../due/due-list';
import {
  counted,
  details,
  filterForm,
  heading,
  html,
  insetText,
  link,
  NOTHING,
  pages,
  pagination,
  paragraph,
  select,
  tableMarkup,
  tabs,
  type Choice,
  type Markup,
  type Table,
} from '../frame';
import { dueAddress, groupsTable, kindsTable, listTable } from './due-tables';

/** The ways to look at what is due. */
export const VIEWS = ['list', 'workers', 'teams'] as const;
export type View = (typeof VIEWS)[number];

export interface DuePageState {
  readonly all: DueOverview;
  readonly filter: DueFilter;
  /** Days ahead, where others are asked for than the usual. */
  readonly within: number | undefined;
  readonly view: View;
  /** All lines of what is asked for, and those of this page. */
  readonly lines: readonly ShownLine[];
  readonly page: readonly ShownLine[];
  readonly next: string | undefined;
  readonly first: string | undefined;
  /** How long recording takes; undefined while the records are being read for the first time. */
  readonly recording: RecordingDelays | undefined;
}

/** The tables that can be had as CSV, by their names. */
export function tableNamed(name: string | undefined, state: DuePageState): Table | undefined {
  const { all, filter, within, recording } = state;
  const about = { authority: all.authority, filter, within };
  switch (name) {
    case 'kinds':
      return kindsTable(about, ofWhom(state), recording);
    case 'workers':
      return groupsTable(about, matching(all.lines, { ...filter, worker: undefined }), 'worker');
    case 'rules':
      return rulesTable();
    case 'teams':
      return groupsTable(about, matching(all.lines, { ...filter, team: undefined }), 'team');
    case undefined:
    case 'list':
      return listTable(about, state.lines, recording);
    default:
      return undefined;
  }
}

/** The lines of the worker and the team that are asked for, of all kinds and states. */
const ofWhom = ({ all, filter: { worker, team } }: DuePageState): ShownLine[] => matching(all.lines, { worker, team });

/** What is overdue and what is due soon. */
export function dueBody(state: DuePageState): Markup {
  const { all, filter, within, view } = state;
  const about = { authority: all.authority, filter, within };
  const days = counted(all.within, 'day');
  return html`${heading(1, 'Due soon and overdue')}
  ${paragraph(
    `On ${dayInWords(all.today)}. “Due soon” is what falls due within ${days}. The deadlines are those of the measures: what is overdue here is what counts against the figures.`,
  )}
  ${staleSources(all)} ${heading(2, 'How much is due', 'counts')}
  ${tableMarkup({
    ...kindsTable(about, ofWhom(state), state.recording),
    isCaptionHidden: true,
    csv: dueAddress(about, { format: 'csv', table: 'kinds' }),
  })}
  ${recordingSection(state)} ${heading(2, whatIsListed(state), 'list')} ${filters(state)}
  ${tabs(
    'Ways to look at it',
    VIEWS.map((each) => ({
      words: { list: 'Child by child', workers: 'By worker', teams: 'By team' }[each],
      href: dueAddress(about, { view: each === 'list' ? undefined : each }),
      isShown: each === view,
    })),
  )}
  ${view === 'list' ? list(state) : groups(state, view)}
  ${details('The deadlines and who sets them', tableMarkup({ ...rulesTable(), csv: dueAddress(about, { format: 'csv', table: 'rules' }) }))}
  ${details(
    'What this list cannot know',
    html`<ul class="govuk-list govuk-list--bullet">
      <li>What was done and has not been recorded yet: it is listed until it is.</li>
      <li>Why something is late, and whether anybody agreed to it.</li>
      <li>Deadlines that no measure has: visits to children in need, for instance.</li>
      <li>Visits to a child in care with no placement recorded: their rhythm follows the placement.</li>
    </ul>`,
  )}`;
}

function list(state: DuePageState): Markup {
  const { all, filter, within, page, next, first, lines, recording } = state;
  const about = { authority: all.authority, filter, within };
  const isAll = page.length === lines.length;
  return html`${paragraph(
    isAll
      ? `${counted(lines.length, 'line')}.`
      : `${counted(page.length, 'line')} of ${lines.length.toLocaleString('en-GB')}, the earliest due day first.`,
  )}
  ${tableMarkup({ ...listTable(about, page, recording), csv: dueAddress(about, { format: 'csv', table: 'list' }) })}
  ${pagination({ previous: first, next })}`;
}

/** A county has hundreds of workers: those who need help most stand on top. */
const GROUPS_SHOWN = 100;

function groups(state: DuePageState, view: 'workers' | 'teams'): Markup {
  const { all, filter, within } = state;
  const about = { authority: all.authority, filter, within };
  const table = tableNamed(view, state) as Table;
  return html`${insetText(
    'For supervision: it shows where help is needed, not how well anybody works. Nothing by worker is ever published.',
  )}
  ${
    table.rows.length > GROUPS_SHOWN &&
    paragraph(
      `The ${GROUPS_SHOWN} with the most overdue, of ${table.rows.length.toLocaleString('en-GB')}: all of them are in the CSV file, and one can be chosen above.`,
    )
  }
  ${tableMarkup({
    ...table,
    rows: table.rows.slice(0, GROUPS_SHOWN),
    isCaptionHidden: true,
    csv: dueAddress(about, { format: 'csv', table: view }),
  })}`;
}

/** What the list below is of, in words. */
function whatIsListed({ filter: { kind, state, worker, team } }: DuePageState): string {
  const what = kind === undefined ? 'Everything' : KINDS[kind].plural;
  const when =
    state === undefined ? 'overdue or due soon' : { overdue: 'overdue', soon: 'due soon', later: 'due later' }[state];
  const whose = [
    worker === undefined ? '' : worker === NONE ? ', nobody allocated' : `, worker ${worker}`,
    team === undefined ? '' : team === NONE ? ', no team' : `, team ${team}`,
  ];
  return `${what} ${when}${whose.join('')}`;
}

function filters({ all, filter, within, view }: DuePageState): Markup {
  const kinds = DUE_KINDS.map((kind) => ({ value: kind, words: KINDS[kind].plural }));
  const states = [
    { value: '', words: 'Overdue or due soon' },
    { value: 'overdue', words: 'Overdue' },
    { value: 'soon', words: 'Due soon' },
    { value: 'later', words: 'Later' },
  ];
  return filterForm(
    pages.due(all.authority),
    html`${select('kind', 'What', [{ value: '', words: 'Everything' }, ...kinds], filter.kind)}
    ${select('state', 'When', states, filter.state)}
    ${select('worker', 'Worker', named(all.lines, 'worker', 'Nobody allocated', filter.worker), filter.worker)}
    ${select('team', 'Team', named(all.lines, 'team', 'No team recorded', filter.team), filter.team)}
    ${within !== undefined && html`<input type="hidden" name="within" value="${within}" />`}
    ${view !== 'list' && html`<input type="hidden" name="view" value="${view}" />`}`,
  );
}

/** The workers or teams that there are among the lines, and the one that is asked for whether it is or not. */
function named(
  lines: readonly ShownLine[],
  by: 'worker' | 'team',
  nobody: string,
  chosen: string | undefined,
): readonly Choice[] {
  const names = new Set(lines.flatMap((line) => line[by] ?? []));
  if (chosen !== undefined && chosen !== NONE) names.add(chosen);
  return [
    { value: '', words: 'All' },
    { value: NONE, words: nobody },
    ...[...names].sort().map((name) => ({ value: name, words: name })),
  ];
}

function rulesTable(): Table {
  return {
    caption: 'Deadlines',
    columns: [{ head: 'What' }, { head: 'When it is due' }, { head: 'Who says so' }, { head: 'Measures' }],
    rows: DUE_KINDS.map((kind) => {
      const { plural, rule, source, measures } = KINDS[kind];
      const linked = measures.map(
        (id, i) => html`${i > 0 && ', '}<a class="govuk-link" href="${pages.catalogue(id)}">${id}</a>`,
      );
      return [plural, rule, source, { shown: linked, value: measures.join(' ') }];
    }),
  };
}

/** A source that has been silent for so many days may have more to tell. */
const SILENT_DAYS = 7;

/** That "overdue" can mean "not typed in yet", where a source has not been heard of for a while. */
function staleSources({ today, lastRecorded }: DueOverview): Markup {
  const stale = [...lastRecorded]
    .map(([source, instant]) => ({ source, last: londonDay(instant) }))
    .filter(({ last }) => today - last > SILENT_DAYS)
    .sort((a, b) => a.last - b.last);
  if (stale.length === 0) return NOTHING;
  return insetText(
    html`${stale.map(
      ({ source, last }) =>
        html`<p class="govuk-body">
          ${source} last recorded anything on ${dayInWords(last)}, ${silent(today, last)} ago: what is overdue may have
          been done and not typed in yet.
        </p>`,
    )}`,
  );
}

/** How long recording takes, and how much of what is overdue that can explain, kind by kind. */
function recordingSection(state: DuePageState): Markup {
  const { all, recording } = state;
  if (recording === undefined) {
    return paragraph(
      'How long recording takes is being worked out: ask again in a minute to see what may not be typed in yet.',
    );
  }
  const perhaps = [...perhapsDoneByKind(ofWhom(state), recording)];
  const said = perhaps.flatMap(([kind, found]) => (found.overdue === 0 ? [] : [perhapsDoneInWords(kind, found)]));
  if (said.length === 0) return NOTHING;
  const basis =
    recording.of === 'live'
      ? 'It goes by what was recorded in the last twelve months'
      : 'Nothing of the last twelve months has come in live, so it goes by the history that was loaded';
  return details(
    'Overdue, or not typed in yet?',
    html`${paragraph(html`${basis}: see ${link(pages.dataQuality(all.authority), 'data quality')}.`)}
      <ul class="govuk-list govuk-list--bullet">
        ${said.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>`,
  );
}

const silent = (today: Day, last: Day): string => counted(today - last, 'day');

/** The days ahead of a page that asks for others than the usual. */
export const unusual = (within: number): number | undefined => (within === DUE_SOON_DAYS ? undefined : within);
