import { readWorkedText, type Measure, type WorkedEvent, type WorkedFigure } from '@careledger/measures';
import { html, type Table } from '../pages/frame';
import { GRAIN_WORDS } from './target-words';

/** The worked example of a measure as a table: what happened to whom, and which figures follow. Tests run the same lines. */
export function workedTable(measure: Measure): Table {
  return {
    caption: 'Worked examples, which the tests of the program carry out',
    isCaptionHidden: true,
    columns: [{ head: 'Child' }, { head: 'What happened' }, { head: 'Counts' }],
    rows: readWorkedText(measure.worked).map(({ name, events, figures }) => {
      const happened = events.map(eventInWords);
      const counts = figures.map((figure) => figureInWords(figure, measure));
      return [
        name,
        {
          shown: html`<ol class="govuk-list govuk-list--number app-compact">
            ${happened.map((words) => html`<li>${words}</li>`)}
          </ol>`,
          value: happened.join('; '),
        },
        {
          shown: html`<ul class="govuk-list app-compact">
            ${counts.map((words) => html`<li>${words}</li>`)}
          </ul>`,
          value: counts.join('; '),
        },
      ];
    }),
  };
}

/** `1 April 2020: assessment started (legal status: C2)`; what has no date stands without. */
export function eventInWords({ type, date, fields, id }: WorkedEvent): string {
  const what = type.replace(/[.-]/g, ' ');
  const more = fields.map(({ name, value }) => `${spaced(name)}: ${value}`);
  if (id !== undefined) more.push(`no. ${id}`);
  return `${date === undefined ? '' : `${date.replace('T', ' ')}: `}${what}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}

/** `at the end of 2020-06-09: 0 of 1`; a flow counts what is dated on that day alone. */
export function figureInWords(
  { stream, date, numerator, denominator }: WorkedFigure,
  measure: Pick<Measure, 'kind' | 'shape'>,
): string {
  const amount =
    denominator === undefined
      ? `${numerator}`
      : `${numerator} ${measure.shape === 'mean' ? 'over' : 'of'} ${denominator}`;
  if (stream !== undefined && stream !== 'flow' && stream !== 'level') {
    return `${GRAIN_WORDS[stream]} up to ${date}: ${amount}`;
  }
  return measure.kind === 'flow' ? `on ${date}: ${amount}` : `at the end of ${date}: ${amount}`;
}

/** `legalStatus` as `legal status`. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
