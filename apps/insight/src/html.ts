import { createHash } from 'node:crypto';

/** Text as it may stand in a page. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What a page for reading says: the frame puts it into the layout of all pages. */
export interface Prose {
  /** Plain text. */
  readonly title: string;
  /** Markup of plain elements, the heading of the page included. */
  readonly markup: string;
}

/** A page and the policy that it is served under. */
export interface StyledPage {
  readonly html: string;
  readonly policy: string;
}

/**
 * A whole page with its style in it, that can be saved and sent on: no script, and nothing from elsewhere.
 * @param title plain text
 * @param body markup
 */
export function styledPage(title: string, style: string, body: string): StyledPage {
  const html = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head><body>
${body}
</body></html>
`;
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { html, policy };
}
