import { html, NOTHING, type Markup, type Part } from './markup';

/** The colours of a tag. What it says is in its words; the colour only helps. */
export type TagColour = 'green' | 'yellow' | 'red' | 'grey' | 'blue';

/** A tag: a state in a word or two. */
export function tag(words: string, colour: TagColour = 'grey'): Markup {
  return html`<strong class="govuk-tag govuk-tag--${colour}">${words}</strong>`;
}

/** Rows of a term and what is said of it. */
export function summaryList(rows: readonly (readonly [term: string, said: Part])[]): Markup {
  return html`<dl class="govuk-summary-list">
    ${rows.map(
      ([term, said]) =>
        html`<div class="govuk-summary-list__row">
          <dt class="govuk-summary-list__key">${term}</dt>
          <dd class="govuk-summary-list__value">${said}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What not everybody wants to read: opened by a click or the keyboard, without script. */
export function details(summary: string, body: Part): Markup {
  return html`<details class="govuk-details">
    <summary class="govuk-details__summary"><span class="govuk-details__summary-text">${summary}</span></summary>
    <div class="govuk-details__text">${body}</div>
  </details>`;
}

/** Something to notice beside the text. */
export function insetText(body: Part): Markup {
  return html`<div class="govuk-inset-text">${body}</div>`;
}

/** A warning that nobody is to miss. */
export function warning(body: Part): Markup {
  return html`<div class="govuk-warning-text">
    <span class="govuk-warning-text__icon" aria-hidden="true">!</span>
    <strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>${body}</strong>
  </div>`;
}

/** What happened, after a form was sent. */
export function notification(title: string, body: Part): Markup {
  return html`<div class="govuk-notification-banner" role="region" aria-labelledby="banner-title">
    <div class="govuk-notification-banner__header">
      <h2 class="govuk-notification-banner__title" id="banner-title">${title}</h2>
    </div>
    <div class="govuk-notification-banner__content"><div class="govuk-notification-banner__heading">${body}</div></div>
  </div>`;
}

/** What was wrong with what was asked. */
export function errorSummary(title: string, body: Part): Markup {
  return html`<div class="govuk-error-summary" role="alert">
    <h2 class="govuk-error-summary__title">${title}</h2>
    <div class="govuk-error-summary__body"><p>${body}</p></div>
  </div>`;
}

export interface Crumb {
  readonly words: string;
  readonly href: string;
}

/** The way here. */
export function breadcrumbs(crumbs: readonly Crumb[]): Markup {
  if (crumbs.length === 0) return NOTHING;
  return html`<nav class="govuk-breadcrumbs" aria-label="Where this is">
    <ol class="govuk-breadcrumbs__list">
      ${crumbs.map(
        ({ words, href }) =>
          html`<li class="govuk-breadcrumbs__list-item">
            <a class="govuk-breadcrumbs__link" href="${href}">${words}</a>
          </li>`,
      )}
    </ol>
  </nav>`;
}

export interface Choice {
  readonly value: string;
  readonly words: string;
}

/** A drop-down with its label. */
export function select(name: string, label: string, choices: readonly Choice[], chosen: string | undefined): Markup {
  const id = `choice-${name}`;
  return html`<div class="govuk-form-group app-filter__field">
    <label class="govuk-label" for="${id}">${label}</label>
    <select class="govuk-select" id="${id}" name="${name}">
      ${choices.map(
        ({ value, words }) =>
          html`<option value="${value}" ${value === (chosen ?? '') ? html` selected` : ''}>${words}</option>`,
      )}
    </select>
  </div>`;
}

/** A field for a line of text, a date or a month. */
export function textField(
  name: string,
  label: string,
  {
    value = '',
    hint,
    type = 'text',
    form,
  }: {
    value?: string | undefined;
    hint?: string;
    type?: 'text' | 'date' | 'month';
    /** Tells it from a field of the same name in another form of the page. */
    form?: string | undefined;
  },
): Markup {
  const id = form === undefined ? `field-${name}` : `field-${form}-${name}`;
  return html`<div class="govuk-form-group app-filter__field">
    <label class="govuk-label" for="${id}">${label}</label>
    ${hint !== undefined && html`<div class="govuk-hint" id="${id}-hint">${hint}</div>`}
    <input
      class="govuk-input govuk-input--width-20"
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value}"
      ${hint === undefined ? '' : html` aria-describedby="${id}-hint"`}
      autocomplete="off"
    />
  </div>`;
}

/** A button that sends its form. */
export function button(words: string, kind: 'main' | 'secondary' | 'warning' = 'main'): Markup {
  return html`<button
    type="submit"
    class="govuk-button${kind === 'main' ? '' : ` govuk-button--${kind}`}"
    data-module="govuk-button"
  >
    ${words}
  </button>`;
}

/** A form that only changes what is shown: its fields become the query of the page. */
export function filterForm(action: string, fields: Part, words = 'Show'): Markup {
  return html`<form class="app-filter" method="get" action="${action}">
    <div class="app-filter__fields">${fields}</div>
    ${button(words, 'secondary')}
  </form>`;
}

/** Links to the page before and the page after. */
export function pagination({ previous, next }: { previous?: string | undefined; next?: string | undefined }): Markup {
  if (previous === undefined && next === undefined) return NOTHING;
  const link = (href: string, rel: 'prev' | 'next', words: string): Markup =>
    html`<div class="govuk-pagination__${rel}">
      <a class="govuk-link govuk-pagination__link" href="${href}" rel="${rel}">
        <span class="govuk-pagination__link-title">${words}<span class="govuk-visually-hidden"> page</span></span>
      </a>
    </div>`;
  return html`<nav class="govuk-pagination" aria-label="Pages of the list">
    ${previous !== undefined && link(previous, 'prev', 'First')} ${next !== undefined && link(next, 'next', 'Next')}
  </nav>`;
}

/** Links to the same page in other forms: the one that is shown is no link. */
export function tabs(
  label: string,
  items: readonly { readonly words: string; readonly href: string; readonly isShown: boolean }[],
): Markup {
  return html`<nav class="app-tabs" aria-label="${label}">
    <ul class="app-tabs__list">
      ${items.map(
        ({ words, href, isShown }) =>
          html`<li class="app-tabs__item">
            <a class="govuk-link app-tabs__link" href="${href}" ${isShown ? html` aria-current="true"` : ''}
              >${words}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}

/** Headings by their level. */
export function heading(level: 1 | 2 | 3, words: Part, id?: string): Markup {
  const size = { 1: 'l', 2: 'm', 3: 's' }[level];
  const name = id === undefined ? '' : html` id="${id}"`;
  switch (level) {
    case 1:
      return html`<h1 class="govuk-heading-${size}" ${name}>${words}</h1>`;
    case 2:
      return html`<h2 class="govuk-heading-${size}" ${name}>${words}</h2>`;
    case 3:
      return html`<h3 class="govuk-heading-${size}" ${name}>${words}</h3>`;
  }
}

/** A paragraph. */
export function paragraph(body: Part): Markup {
  return html`<p class="govuk-body">${body}</p>`;
}

/** A link. */
export function link(href: string, words: Part): Markup {
  return html`<a class="govuk-link" href="${href}">${words}</a>`;
}
