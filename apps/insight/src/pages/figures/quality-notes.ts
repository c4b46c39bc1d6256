import type { QualityNote } from '../../data-quality/beside';
import { html, link, NOTHING, pages, type Markup } from '../frame';

/** Beside a figure of the overview: that there is something to know of its data, and where. */
export function qualityHint(notes: readonly QualityNote[] | undefined, measure: string, authority: string): Markup {
  if (notes === undefined || notes.length === 0) return NOTHING;
  const words = notes.length === 1 ? '1 note on its data' : `${notes.length} notes on its data`;
  return html`<br /><a class="govuk-link app-quiet app-hint" href="${pages.measure(authority, measure)}#quality"
      >${words}</a
    >`;
}

/** Beside the figure on its own page: what there is to know of its data, and where that is put right. */
export function qualityNotes(notes: readonly QualityNote[] | undefined, authority: string): Markup {
  if (notes === undefined || notes.length === 0) return NOTHING;
  return html`<section class="app-notes" id="quality" aria-label="What to know of the data">
    <p class="govuk-body"><strong>What to know of the data behind it</strong></p>
    <ul class="govuk-list govuk-list--bullet">
      ${notes.map(({ says }) => html`<li>${says}</li>`)}
    </ul>
    <p class="govuk-body">${link(pages.dataQuality(authority), 'Lists, and how to put them right')}</p>
  </section>`;
}
