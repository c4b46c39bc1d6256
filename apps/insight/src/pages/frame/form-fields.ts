import { html, NOTHING, type Markup, type Part } from './markup';

/** A field of a form with its label. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** What stands in it: what was typed before. */
  readonly value?: string | undefined;
  /** What was wrong with what was typed. */
  readonly error?: string | undefined;
  /** Tells it from a field of the same name in another form of the page. */
  readonly form: string;
}

/** The id of a field, for a link to it. */
export const fieldId = (form: string, name: string): string => `field-${form}-${name}`;

/** A field for a line of text as wide as the page. */
export function lineField(field: Field): Markup {
  const { name, value = '' } = field;
  const shape = `govuk-input${field.error === undefined ? '' : ' govuk-input--error'}`;
  return group(
    field,
    html`<input
      class="${shape}"
      id="${fieldId(field.form, name)}"
      name="${name}"
      type="text"
      value="${value}"
      ${describedBy(field)}
      autocomplete="off"
    />`,
  );
}

/** A field for several lines of text that is not prose. */
export function textArea(field: Field & { readonly rows: number }): Markup {
  const { name, value = '', rows } = field;
  const shape = `govuk-textarea${field.error === undefined ? '' : ' govuk-textarea--error'}`;
  return group(
    field,
    html`<textarea
      class="${shape}"
      id="${fieldId(field.form, name)}"
      name="${name}"
      rows="${rows}"
      spellcheck="false"
      ${describedBy(field)}
    >
${value}</textarea>`, // the first line break in it is not of the text
  );
}

/** What a form sends along and does not ask for. */
export function hiddenFields(fields: Readonly<Record<string, string>>): Markup {
  return html`${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;
}

/** What was wrong with a form, each with a link to the field where there is one. */
export function errorList(
  title: string,
  errors: readonly { readonly words: Part; readonly field?: string | undefined }[],
): Markup {
  return html`<div class="govuk-error-summary" role="alert">
    <h2 class="govuk-error-summary__title">${title}</h2>
    <div class="govuk-error-summary__body">
      <ul class="govuk-list govuk-error-summary__list">
        ${errors.map(({ words, field }) => html`<li>${field === undefined ? words : html`<a href="#${field}">${words}</a>`}</li>`)}
      </ul>
    </div>
  </div>`;
}

function group(field: Field, input: Markup): Markup {
  const { label, hint, error } = field;
  const id = fieldId(field.form, field.name);
  return html`<div class="govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}">
    <label class="govuk-label" for="${id}">${label}</label>
    ${hint !== undefined && html`<div class="govuk-hint" id="${id}-hint">${hint}</div>`}
    ${
      error === undefined
        ? NOTHING
        : html`<p class="govuk-error-message" id="${id}-error">
            <span class="govuk-visually-hidden">Error:</span> ${error}
          </p>`
    }
    ${input}
  </div>`;
}

function describedBy({ form, name, hint, error }: Field): Markup {
  const id = fieldId(form, name);
  const parts = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return parts.length === 0 ? NOTHING : html` aria-describedby="${parts.join(' ')}"`;
}
