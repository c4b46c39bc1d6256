import { dayInWords, type Day } from '@careledger/calendar';
import { BEGINNING, measureNamed } from '@careledger/measures';
import type { ChildWithFindings } from '../../data-quality/data-quality';
import { countInWords, GROUPS, type QualityKind } from '../../data-quality/kinds';
import {
  heading,
  html,
  link,
  pages,
  pagination,
  paragraph,
  summaryList,
  tableMarkup,
  type Cell,
  type Markup,
  type Table,
} from '../frame';

/** What stands for the name of a child whom the reader may not know. */
const SEALED = 'Sealed record';

export interface FindingsState {
  readonly authority: string;
  readonly kind: QualityKind;
  readonly today: Day;
  readonly children: readonly ChildWithFindings[];
  readonly total: number;
  readonly isSealed: (child: ChildWithFindings) => boolean;
  /** Only findings that touch this measure. */
  readonly measure: string | undefined;
  readonly first: string | undefined;
  readonly next: string | undefined;
  readonly csv: string;
}

/** The children with a kind of finding. */
export function findingsBody(state: FindingsState): Markup {
  const { authority, kind, today, total, measure, first, next } = state;
  const measures = [...new Set(state.children.flatMap(({ findings }) => findings.flatMap((one) => one.measures)))];
  const ofMeasure = measure === undefined ? '' : ` This list has those that touch “${titleOf(measure)}”.`;
  return html`${heading(1, kind.title)}
  ${paragraph(`On ${dayInWords(today)}, ${countInWords(kind, total)}.${ofMeasure}`)}
  ${summaryList([
    ['What it does to figures', kind.effect],
    ['How to put it right', kind.putRight],
    ['Measures that it touches', measures.length === 0 ? 'None on its own.' : measureLinks(authority, measures)],
  ])}
  ${tableMarkup(findingsTable(state))} ${pagination({ previous: first, next })}`;
}

const titleOf = (measure: string): string => measureNamed(measure)?.title ?? measure;

function measureLinks(authority: string, measures: readonly string[]): Markup {
  return html`<ul class="govuk-list">
    ${measures.map((id) => html`<li>${link(pages.measure(authority, id), titleOf(id))}</li>`)}
  </ul>`;
}

function findingsTable({ authority, kind, children, isSealed, csv }: FindingsState): Table {
  return {
    caption: `Children: ${kind.title.toLowerCase()}`,
    isCaptionHidden: true,
    columns: [{ head: 'Child' }, { head: 'What was found' }, { head: 'Since' }],
    rows: children.flatMap((child): Cell[][] => {
      const { subject, findings } = child;
      if (isSealed(child)) return [[SEALED, `Among the ${GROUPS[kind.among]}; who it is, is not for everybody.`, '']];
      return findings.map(({ says, from }) => [
        { shown: link(pages.child(authority, subject), subject), value: subject },
        says,
        from === BEGINNING ? 'As long as it is on record' : dayInWords(from),
      ]);
    }),
    empty: 'There is no such child today.',
    csv,
  };
}
