import { barChart, lineChart } from '@careledger/charts';
import { dayInWords, formatMonth, londonDay, parseInstant } from '@careledger/calendar';
import {
  notesOf,
  polarityOf,
  sourceInWords,
  textOf,
  type Analysis,
  type GroupTable,
  type Page,
  type Report,
  type ReportTable,
} from '@careledger/report';
import { measureNamed } from '@careledger/measures';
import { styledPage, type StyledPage } from '../../html';
import { html, raw, type Markup, type Part } from '../frame';
import { reportStyle } from './report-style';
import { csvLink, fieldText, groupsTable, headOfGroups, performanceTable, targetText } from './report-tables';

/** A report as a page that stands alone: style and charts are in it, it prints on A4, and it can be saved and sent. */
export function reportPage(report: Report): StyledPage {
  const { title, quarterTitle, facts, summary, sections } = report;
  const { authorityName, notice, readership } = facts;
  const readers = readership === 'internal' ? 'Internal: not for publication' : 'For publication';
  const file = reportFileName(report);
  const body = html`<a class="skip" href="#main">Skip to main content</a>
    <header class="head">${authorityName}</header>
    <main id="main">
      <h1>${title}</h1>
      <p class="lead">${quarterTitle}</p>
      ${notice !== null && html`<p class="notice"><strong>${notice}</strong></p>`}
      <p>${readers}. ${sourceInWords(report)}</p>
      <nav aria-labelledby="contents">
        <h2 id="contents">Contents</h2>
        <ul>
          <li><a href="#summary">Summary</a></li>
          ${sections.map(({ pages }) => pages.map((page) => html`<li><a href="#${page.id}">${page.title}</a></li>`))}
          <li><a href="#notes">Notes</a></li>
        </ul>
      </nav>
      <section aria-labelledby="summary">
        <h2 id="summary">Summary</h2>
        ${summary.map(
          ({ page, title, paragraphs }) =>
            html`<h3 class="line"><a href="#${page}">${title}</a></h3>
              ${paragraphs.map((sentences) => html`<p class="said">${sentences.map(textOf).join(' ')}</p>`)}`,
        )}
      </section>
      ${sections.map(
        (section) =>
          html`<section class="opens">
            <h2>${section.title}</h2>
            ${section.pages.map((page) => pageMarkup(page, `${file}-${page.id}`))}
          </section>`,
      )}
      <section class="notes" aria-labelledby="notes">
        <h2 id="notes">Notes</h2>
        <dl>
          ${notesOf(report).map(
            ([what, text]) =>
              html`<dt>${what}</dt>
                <dd>${text}</dd>`,
          )}
        </dl>
      </section>
    </main>`;
  const running = [notice ?? authorityName, quarterTitle, readers].join(' – ');
  return styledPage(`${title}, ${authorityName}, ${quarterTitle}`, reportStyle(running), withoutIndents(String(body)));
}

/** Without the white space that only indents the markup: it would be a third of the file. */
function withoutIndents(markup: string): string {
  return markup.replace(/\n\s+/g, '\n');
}

/** @param file the name of the files of its tables */
function pageMarkup(page: Page, file: string): Markup {
  const { id, title, measures, analysis, table, charts, groups } = page;
  return html`<article class="page" aria-labelledby="${id}">
    <h3 id="${id}">${title}</h3>
    <h4>Definition</h4>
    <dl>
      ${measures.map(
        (measure) =>
          html`<dt>${measure.title}</dt>
            <dd>${measure.asks} ${BETTER[polarityOf(measure)]} ${withTitles(measure.limits[0] ?? '')}</dd>`,
      )}
    </dl>
    <h4>Performance analysis</h4>
    ${analysis.map(analysisMarkup)} ${tableMarkup(title, table, file)}
    ${charts.map(
      ({ form, chart }) =>
        html`<figure tabindex="0" aria-label="Chart">
          <figcaption>${chart.title}</figcaption>
          ${raw(form === 'bar' ? barChart(chart) : lineChart(chart))}
        </figure>`,
    )}
    ${groups.map((group) => groupsMarkup(group, file))}
  </article>`;
}

/** With the titles of measures in place of their ids. */
function withTitles(text: string): string {
  return text.replace(/[a-z0-9]+(?:-[a-z0-9]+)+/g, (id) => {
    const measure = measureNamed(id);
    return measure === undefined ? id : `“${measure.title}”`;
  });
}

const BETTER = { higher: 'Higher is better.', lower: 'Lower is better.', neither: '' } as const;

function analysisMarkup({ measure, sentences, commentary }: Analysis): Markup {
  return html`<div class="analysis">
    <p class="said">${sentences.map(textOf).join(' ')}</p>
    ${
      commentary !== undefined &&
      html`<div class="commentary">
        <p><strong>Commentary on “${measure.title}”</strong></p>
        <p class="written">${commentary.text}</p>
        <p class="small">${commentary.author}, ${dayInWords(londonDay(parseInstant(commentary.writtenAt)))}</p>
      </div>`
    }
  </div>`;
}

function tableMarkup(title: string, table: ReportTable, file: string): Part {
  const { columns, blocks } = table;
  if (blocks.length === 0) return html`<p>There are no figures for the table.</p>`;
  const caption = `${title}: performance by month, and annual trend`;
  const hasTargets = columns.some(({ target }) => target !== undefined);
  const fields = blocks.flatMap(({ rows }) => rows.flatMap((row) => row.fields));
  const isPublished = fields.some(({ shown }) => shown === 'published');
  return html`<div class="wide" role="region" tabindex="0" aria-label="${caption}">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">Period</th>
            ${columns.map(
              ({ code, head }) =>
                html`<th scope="col">
                  ${code !== undefined && html`<span class="code">${code}</span>`}<span class="what">${head}</span>
                </th>`,
            )}
          </tr>
          ${
            hasTargets &&
            html`<tr class="target">
              <th scope="row">Target</th>
              ${columns.map((column) => html`<td>${targetText(column)}</td>`)}
            </tr>`
          }
        </thead>
        ${blocks.map(
          (block) =>
            html`<tbody>
              <tr class="block">
                <th scope="rowgroup" colspan="${columns.length + 1}">${block.title}</th>
              </tr>
              ${block.rows.map(
                (row, index) =>
                  html`<tr class="${index === block.rows.length - 1 ? 'now' : ''}">
                    <th scope="row">${row.label}</th>
                    ${row.fields.map((field, place) => html`<td>${fieldText(field, columns[place]?.form.decimals ?? 1)}</td>`)}
                  </tr>`,
              )}
            </tbody>`,
        )}
      </table>
    </div>
    ${csvLink(file, caption, performanceTable(table))}
    ${isPublished && html`<p class="small">* as the authority published it at the time.</p>`}
    ${fields.some(({ shown }) => shown === 'suppressed') && html`<p class="small">c: not published, because it is a small number or one could be worked out from it.</p>`}`;
}

function groupsMarkup(table: GroupTable, file: string): Markup {
  const { title, rows, form, by } = table;
  return html`<table class="groups">
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">${headOfGroups(form)}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ label, field }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td>${fieldText(field, form.decimals)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${csvLink(`${file}-${by}`, title, groupsTable(table))}`;
}

/** The name of the files of a report: `report-841-2020-12-publication`. */
export function reportFileName({ facts }: Report): string {
  const { authority, quarter, readership } = facts;
  return `report-${authority}-${formatMonth(quarter)}-${readership}`;
}
