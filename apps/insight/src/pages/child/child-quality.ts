import type { Day } from '@careledger/calendar';
import type { Child } from '@careledger/record';
import { KINDS, type QualityKind } from '../../data-quality/kinds';
import { holdsOn, qualityOf, type Finding } from '../../data-quality/record-findings';
import { html, link, NOTHING, pages, type Markup } from '../frame';
import type { ChildPageState } from './child-page-state';

/** What is doubtful about the record today, by kind in the order of the kinds. */
export function doubtsOf(
  child: Child,
  today: Day,
): { readonly kind: QualityKind; readonly findings: readonly Finding[] }[] {
  const found = qualityOf(child).findings.filter((finding) => holdsOn([finding], today));
  return KINDS.map((kind) => ({ kind, findings: found.filter((finding) => finding.kind === kind.id) })).filter(
    ({ findings }) => findings.length > 0,
  );
}

/** So many findings of a kind are told one by one. */
const MOST = 3;

/** What to know of the data of this child, and how to put it right; nothing where there is nothing. */
export function qualityNotice(state: ChildPageState): Markup {
  const doubts = doubtsOf(state.record.child, state.today);
  if (doubts.length === 0) return NOTHING;
  return html`<section class="app-notes" id="quality" aria-labelledby="quality-head">
    <h2 class="govuk-heading-s" id="quality-head">To put right in this record</h2>
    <ul class="govuk-list govuk-list--bullet">
      ${doubts.map(
        ({ kind, findings }) =>
          html`<li>
            <strong>${link(pages.findings(state.authority, kind.id), kind.title)}.</strong>
            ${findings
              .slice(0, MOST)
              .map(({ says }) => says)
              .join(' ')}
            ${findings.length > MOST && `And ${findings.length - MOST} more.`}<br />
            <span class="app-quiet">${kind.effect}</span> ${kind.putRight}
          </li>`,
      )}
    </ul>
  </section>`;
}
