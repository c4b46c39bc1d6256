import { breadcrumbs, type Crumb } from './components';
import { pages } from './addresses';
import { STYLE_PATH } from './assets';
import { html, type Markup, type Part } from './markup';

/** The pages that the navigation names. */
export type Place = 'overview' | 'due' | 'data-quality' | 'publications' | 'audits' | 'reports' | 'catalogue';

export interface Layout {
  /** What the tab says, before "CareLedger". */
  readonly title: string;
  /** Undefined on a page about no authority. */
  readonly authority?: string | undefined;
  readonly authorityName?: string | undefined;
  /** Which of the places of the navigation this is, or lies under. */
  readonly place?: Place | undefined;
  readonly crumbs?: readonly Crumb[] | undefined;
  readonly body: Part;
  /** Whether whoever reads has signed in, and can sign out. */
  readonly isSignedIn?: boolean;
  /** Scripts by their path: what the page does beyond being read. */
  readonly scripts?: readonly string[];
  /** Seconds after which a browser without script asks again. */
  readonly refreshSeconds?: number | undefined;
}

/** A whole page. Its place for the notice of made-up children is filled by `announce`, where there are any. */
export function pageMarkup(layout: Layout): string {
  const { title, authority, authorityName, body, crumbs = [], scripts = [], refreshSeconds } = layout;
  const page = html`<!doctype html>
    <html lang="en-GB" class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>${title}${authorityName === undefined ? '' : `, ${authorityName}`} – CareLedger</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#1d70b8" />
        ${refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}" /></noscript>`}
        <link rel="icon" href="/favicon.ico" type="image/svg+xml" />
        <link rel="stylesheet" href="${STYLE_PATH}" />
        ${scripts.map((path) => html`<script src="${path}" defer></script>`)}
      </head>
      <body class="govuk-template__body">
        <a href="#main-content" class="govuk-skip-link">Skip to main content</a>
        <header class="govuk-template__header">${header(layout)}</header>
        <aside class="govuk-width-container" aria-label="What these figures are made from">
          <p id="made-up" hidden></p>
        </aside>
        <div class="govuk-width-container">
          ${breadcrumbs(crumbs)}
          <main class="govuk-main-wrapper" id="main-content">${body}</main>
        </div>
        <footer class="govuk-template__footer app-footer">
          <div class="govuk-width-container">
            <ul class="app-footer__links">
              ${footerLinks(authority).map(
                ([words, href]) => html`<li><a class="govuk-link" href="${href}">${words}</a></li>`,
              )}
            </ul>
            Every figure is a sum that can be opened down to the events that made it.
          </div>
        </footer>
      </body>
    </html>`;
  return String(page);
}

function header({ authority, authorityName, place, isSignedIn }: Layout): Markup {
  return html`<div class="app-header">
      <div class="govuk-width-container app-header__container">
        <a href="/" class="app-header__name">CareLedger</a>
        ${authorityName !== undefined && html`<span class="app-header__authority">${authorityName}</span>`}
        ${
          isSignedIn === true &&
          html`<form class="app-header__sign-out" method="post" action="/sign-out">
            <button type="submit" class="app-header__button">Sign out</button>
          </form>`
        }
      </div>
    </div>
    ${authority !== undefined && navigation(authority, place)}`;
}

const PLACES: readonly (readonly [Place, string, (authority: string) => string])[] = [
  ['overview', 'Overview', (authority) => pages.overview(authority)],
  ['due', 'Due and overdue', (authority) => pages.due(authority)],
  ['data-quality', 'Data quality', (authority) => pages.dataQuality(authority)],
  ['reports', 'Reports', (authority) => pages.reports(authority)],
  ['publications', 'Publications', (authority) => pages.publications(authority)],
  ['audits', 'Audits', (authority) => pages.audits(authority)],
  ['catalogue', 'Catalogue', () => pages.catalogue()],
];

function navigation(authority: string, place: Place | undefined): Markup {
  return html`<div class="govuk-service-navigation">
    <div class="govuk-width-container">
      <div class="govuk-service-navigation__container">
        <nav aria-label="Pages" class="govuk-service-navigation__wrapper">
          <ul class="govuk-service-navigation__list">
            ${PLACES.map(([name, words, href]) => {
              const isHere = name === place;
              return html`<li
                class="govuk-service-navigation__item${isHere ? ' govuk-service-navigation__item--active' : ''}"
              >
                <a
                  class="govuk-service-navigation__link"
                  href="${href(authority)}"
                  ${isHere ? html` aria-current="true"` : ''}
                  >${isHere ? html`<strong class="govuk-service-navigation__active-fallback">${words}</strong>` : words}</a
                >
              </li>`;
            })}
          </ul>
        </nav>
      </div>
    </div>
  </div>`;
}

function footerLinks(authority: string | undefined): (readonly [string, string])[] {
  const links: (readonly [string, string])[] = [
    ['Catalogue of measures', pages.catalogue()],
    ['For programs: the HTTP interface', '/docs'],
  ];
  return authority === undefined ? links : [...links, ['Who has read what', `/v1/access-log?authority=${authority}`]];
}
