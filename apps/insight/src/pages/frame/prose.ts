import { html, raw, type Markup } from './markup';

/** Plain elements (headings, paragraphs, lists, tables) in the look of the pages. @param markup made by this program, escaped already */
export function prose(markup: string): Markup {
  return html`<div class="app-prose">${raw(markup)}</div>`;
}
