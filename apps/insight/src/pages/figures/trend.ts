import { sparkline } from '@careledger/charts';
import { html, raw, type Markup } from '../frame';
import type { ShownFigure } from './compared';

/** The small trend beside a figure: the last periods, without a scale. The page of the measure has the figures. */
export function sparklineOf(figures: readonly ShownFigure[]): Markup {
  return html`<span class="app-sparkline">${raw(sparkline(figures.map(({ point }) => point.value)))}</span>`;
}
