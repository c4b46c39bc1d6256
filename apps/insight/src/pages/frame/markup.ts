import { escaped } from '../../html';

/** Text that may stand in a page as it is. Only `html` and `raw` make it, so that nothing gets into a page unescaped by mistake. */
export class Markup {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What can be put into markup: text is escaped, markup is not, of a list each part; nothing is shown for what is missing. */
export type Part = Markup | string | number | false | null | undefined | readonly Part[];

/**
 * Makes markup of a template.
 *
 * @example html`<p>${child} has ${count} visits</p>` // child is escaped
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(thinned(strings).reduce((text, string, i) => `${text}${shown(parts[i - 1])}${string}`));
}

const THINNED = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A template without the indentation of its source, which would be a fifth of a page. What is put into it stays as it is. */
function thinned(strings: TemplateStringsArray): readonly string[] {
  const known = THINNED.get(strings);
  if (known !== undefined) return known;
  const made = strings.map((string) => string.replace(/\n\s+/g, '\n'));
  THINNED.set(strings, made);
  return made;
}

/** Takes text for markup as it is: for what another part of the program has made as markup (a chart, a stylesheet's link). */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** Nothing. */
export const NOTHING = raw('');

function shown(part: Part): string {
  if (part === false || part === null || part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(shown).join('');
}
