import type { Rulebook } from '@careledger/measures';
import type { TargetBook } from '@careledger/reference';
import { escaped, type Prose } from '../html';
import { address, pages, tableMarkup, type Table } from '../pages/frame';
import { areaName, catalogueTables } from './catalogue-tables';

/** The catalogue: every measure of the rulebook in its order, and the reference data that figures are held against. */
export function cataloguePage(rulebook: Rulebook, targets: TargetBook): Prose {
  const { areas, version, measures } = rulebook;
  const tables = catalogueTables(rulebook, targets);
  const shown = (name: string) => String(tableMarkup(tables.get(name) as Table));
  const body = `<h1>Catalogue of measures</h1>
<p>${measures.length} measures of the rulebook, version ${version}. This page is made from the program that works the figures out. <a href="${address(pages.catalogue(), { format: 'csv' })}">Download the measures as CSV</a></p>
${areas.map((area) => `<h2>${escaped(area.area)}</h2>${shown(areaName(area))}`).join('\n')}
<h2 id="reference-data">Reference data</h2>
<p>What figures are held against. An authority can put its own targets and populations in the place of the bundled ones; all else belongs to the rulebook.</p>
${shown('files')}
${shown('codes')}`;
  return { title: 'Catalogue of measures', markup: body };
}
