import { button, errorSummary, heading, html, link, pages, paragraph, type Markup } from '../pages/frame';

/** What the page says that takes a token. @param problem why the last one was not taken */
export function signInBody(problem?: string): Markup {
  return html`${problem !== undefined && errorSummary('You are not signed in', problem)} ${heading(1, 'Sign in')}
    ${paragraph(
      'The figures and what they are made of are for those who may see them. Show who you are by the token that you were given.',
    )}
    <form method="post" action="/sign-in">
      <div class="govuk-form-group">
        <label class="govuk-label" for="token">Token</label>
        <input
          class="govuk-input"
          id="token"
          name="token"
          type="password"
          autocomplete="off"
          spellcheck="false"
          required
        />
      </div>
      ${button('Sign in')}
    </form>
    ${paragraph(
      html`What is measured, and how, is open to everybody: the ${link(pages.catalogue(), 'catalogue')},
      ${link('/docs', 'how to call it')}.`,
    )}`;
}
