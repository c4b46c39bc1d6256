import { html, type Markup, type Part } from './markup';

/** What a cell shows, and what it is in the CSV where that is not the same. */
export interface ShownCell {
  readonly shown: Part;
  /** Of CSV: a number as it is, not rounded. */
  readonly value: string | number | null;
}

export type Cell = string | number | null | ShownCell;

export interface Column {
  readonly head: string;
  /** Numbers stand to the right. */
  readonly kind?: 'number';
  /** Its name in the CSV, where the head is too long for one. */
  readonly name?: string;
}

/** A table of a page, and of the CSV that it can be had as. The first cell of a row is its head. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Where a heading right above says the same: the caption is for those who do not see it. */
  readonly isCaptionHidden?: boolean;
  /** What is said where there is no row. */
  readonly empty?: string;
  /** The address of the same as CSV. */
  readonly csv?: string;
  /** For the rows that are shown as they move: ids, one a row. */
  readonly rowIds?: readonly string[];
  /** A name by which the stylesheet knows its columns. */
  readonly layout?: string;
  /** What is more to be said of the rows: classes, one a row. */
  readonly rowClasses?: readonly (string | undefined)[];
}

/** A table with its caption, in a region that scrolls by keyboard where the screen is narrow, and the link to its CSV. */
export function tableMarkup(table: Table): Markup {
  const { caption, columns, rows, isCaptionHidden, empty = 'There are none.', csv, layout } = table;
  if (rows.length === 0) return html`<p class="govuk-body">${empty}</p>`;
  const captionClass = isCaptionHidden === true ? 'govuk-visually-hidden' : 'govuk-table__caption--m';
  return html`<div class="app-wide" role="region" tabindex="0" aria-label="${caption}">
      <table class="govuk-table app-table${layout === undefined ? '' : ` app-table--${layout}`}">
        <caption class="govuk-table__caption ${captionClass}">
          ${caption}
        </caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            ${columns.map((column) => html`<th scope="col" class="govuk-table__header${column.kind === 'number' ? ' govuk-table__header--numeric' : ''}">${column.head}</th>`)}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          ${rows.map((row, i) => rowMarkup(table, row, i))}
        </tbody>
      </table>
    </div>
    ${csv !== undefined && csvLink(csv, caption)}`;
}

/** One row: what a page swaps where a figure moves. */
export function rowMarkup(
  { columns, rowIds, rowClasses }: Pick<Table, 'columns' | 'rowIds' | 'rowClasses'>,
  row: readonly Cell[],
  i: number,
): Markup {
  const id = rowIds?.[i];
  const more = rowClasses?.[i];
  return html`<tr
    class="govuk-table__row${more === undefined ? '' : ` ${more}`}"
    ${id === undefined ? '' : html` id="${id}" data-swap="figure"`}
  >
    ${row.map((cell, place) => {
      const shown = cell !== null && typeof cell === 'object' ? cell.shown : cell;
      const column = columns[place] ?? { head: '' };
      return place === 0
        ? html`<th scope="row" class="govuk-table__header app-row-head">${shown}</th>`
        : html`<td class="govuk-table__cell${numeric(column)}">${shown}</td>`;
    })}
  </tr>`;
}

function csvLink(csv: string, caption: string): Markup {
  return html`<p class="govuk-body-s app-csv">
    <a class="govuk-link" href="${csv}">Download as CSV<span class="govuk-visually-hidden">: ${caption}</span></a>
  </p>`;
}

const numeric = ({ kind }: Column): string => (kind === 'number' ? ' govuk-table__cell--numeric' : '');
