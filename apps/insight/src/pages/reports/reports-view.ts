import { formatMonth, monthOf, quarterInWords, type Day, type Month } from '@careledger/calendar';
import type { Readership } from '@careledger/report';
import type { Publication } from '../../publications/publication-store';
import {
  address,
  button,
  heading,
  html,
  insetText,
  link,
  pages,
  paragraph,
  select,
  textField,
  type Markup,
} from '../frame';

/** What the page of reports shows. */
export interface ReportsShown {
  readonly authority: string;
  readonly today: Day;
  /** What was chosen; undefined before anything was. */
  readonly quarter: Month | undefined;
  readonly readership: Readership;
  /** As it was typed. */
  readonly knownAt: string | undefined;
  readonly publication: number | undefined;
  /** Those that reports can be made from. */
  readonly publications: readonly Publication[];
  /** Whether a Chromium was found. */
  readonly canPrint: boolean;
}

const QUARTERS = 12;

/** The page on which a quarter and its readers are chosen, and the report's links. */
export function reportsView(shown: ReportsShown): Markup {
  const { authority, today, quarter, readership, knownAt, publication, publications } = shown;
  const now = monthOf(today);
  const current = now - (now % 3) + 2;
  // The last one that is over is what most come for.
  const chosen = quarter ?? (monthOf(today + 1) > current ? current : current - 3);
  const quarters = Array.from({ length: QUARTERS }, (_, index) => current - 3 * index);
  return html`${heading(1, 'Quarterly reports')}
    ${paragraph('A report has a summary in sentences, and a page for each group of measures: what they count, how they stand against targets, last year and others, a table by month, the annual trend and a chart.')}
    <form class="app-filter" method="get" action="${pages.reports(authority)}">
      <div class="app-filter__fields">
        ${select(
          'quarter',
          'Quarter',
          quarters.map((month) => ({ value: formatMonth(month), words: quarterInWords(month) })),
          formatMonth(chosen),
        )}
        ${select(
          'for',
          'Who it is for',
          [
            { value: 'internal', words: 'Internal: exact numbers' },
            { value: 'publication', words: 'Publication: small numbers are not shown' },
          ],
          readership,
        )}
        ${textField('known-at', 'As known at', { value: knownAt, hint: 'A date such as 2021-01-15, or an instant. Leave it empty for the records as they are now.' })}
        ${
          publications.length > 0 &&
          select(
            'publication',
            'Or exactly what a publication holds',
            [
              { value: '', words: 'No: from the records' },
              ...publications.map(({ id, note, decided }) => ({
                value: String(id),
                words: `${id}: ${note}${decided === undefined ? ' (proposed)' : ''}`,
              })),
            ],
            publication === undefined ? '' : String(publication),
          )
        }
      </div>
      ${button('Make the report')}
    </form>
    ${quarter !== undefined && made(shown, quarter)}
    ${insetText(html`What people write of a measure in a quarter stands in the report beside the composed sentences: ${link('/docs', 'PUT /v1/measures/{id}/commentary')}.`)}`;
}

function made({ authority, readership, knownAt, publication, canPrint }: ReportsShown, quarter: Month): Markup {
  const asked = { for: readership, 'known-at': knownAt, publication };
  const of = (ending: string) => address(`${pages.reports(authority)}/${formatMonth(quarter)}${ending}`, asked);
  return html`${heading(2, quarterInWords(quarter))}
    <ul class="govuk-list govuk-list--bullet">
      <li>${link(of(''), 'Report as a page')}: it stands alone, prints on A4, and can be saved and sent</li>
      <li>
        ${
          canPrint
            ? html`${link(of('.pdf'), 'Report as PDF')}`
            : 'PDF: no Chromium was found on the machine that this runs on (CHROMIUM_PATH). Open the page and print it from your browser.'
        }
      </li>
      <li>${link(of('.xlsx'), 'Report as an Excel workbook')}: numbers and days, a scorecard, notes</li>
      <li>${link(of('.csv'), 'Figures as tidy CSV')}: one row a measure, period and group</li>
    </ul>`;
}
