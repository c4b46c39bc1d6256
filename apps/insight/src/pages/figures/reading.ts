import type { Reading } from '../../data-quality/still-reading';
import { counted, FOLLOW_SCRIPT_PATH, heading, html, type Markup } from '../frame';

const REFRESH_SECONDS = 3;

/** While records are being read the page asks again, with script or without. */
export const WAITING = { refreshSeconds: REFRESH_SECONDS, scripts: [FOLLOW_SCRIPT_PATH] };

/** A page while records are read for the first time. @param title its heading */
export function readingBody(title: string, { done, total }: Reading): Markup {
  const far =
    total === 0
      ? ''
      : ` So far ${done.toLocaleString('en-GB')} of ${counted(total, 'child', 'children')} have been read.`;
  return html`${heading(1, title)}
    <div data-follow="${REFRESH_SECONDS}">
      <p class="govuk-body" id="reading" data-swap="words" role="status">
        The records are being read for the first time since the program started.${far} This takes some seconds; the page
        shows what was found as soon as it is known.
      </p>
    </div>`;
}
