import type { Readable } from 'node:stream';
import { parser, type Tag } from 'sax';
import { NotTheTable } from './table';

/** An element with all that is in it: no attributes, for the returns have none. */
export interface XmlElement {
  readonly name: string;
  /** The line on which it begins. */
  readonly line: number;
  readonly children: XmlElement[];
  /** Its own text, trimmed. */
  text: string;
}

/** What a document is made of: nothing of the returns is larger than a child. */
const MOST_ELEMENTS = 100_000;

/**
 * Streams the elements of the given names out of an XML document in UTF-8, each with all that is in it; only one is held at a time.
 * Throws NotTheTable where the document is not well formed, or its outermost element is not the one that is expected.
 */
export async function* xmlElements(
  source: Readable,
  root: string,
  names: readonly string[],
): AsyncGenerator<XmlElement> {
  const ready: XmlElement[] = [];
  const open: XmlElement[] = [];
  let depth = 0;
  let held = 0;
  const xml = parser(true, { trim: true, position: true });
  xml.onopentag = ({ name: written }: Pick<Tag, 'name'>) => {
    // A default namespace needs no care; a prefix is dropped.
    const name = written.slice(written.indexOf(':') + 1);
    depth += 1;
    if (depth === 1 && name !== root) throw new NotTheTable(`its outermost element is ${name}, not ${root}`);
    if (open.length === 0 && !names.includes(name)) return;
    const element: XmlElement = { name, line: xml.line + 1, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
    held += 1;
    if (held > MOST_ELEMENTS) throw new NotTheTable(`${open[0]?.name} at line ${open[0]?.line} is never closed`);
  };
  xml.ontext = xml.oncdata = (text: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  xml.onclosetag = () => {
    depth -= 1;
    const element = open.pop();
    if (element === undefined || open.length > 0) return;
    ready.push(element);
    held = 0;
  };
  xml.onerror = (error: Error) => {
    throw new NotTheTable(
      `it is not well-formed XML (${(error.message.split('\n')[0] ?? '').toLowerCase()}, line ${xml.line + 1})`,
    );
  };
  let empty = true;
  source.setEncoding('utf8');
  for await (const chunk of source as AsyncIterable<string>) {
    if (chunk !== '') empty = false;
    xml.write(chunk);
    yield* ready.splice(0);
  }
  if (empty) throw new NotTheTable('it is empty');
  xml.close();
  yield* ready.splice(0);
}

/** The text of the element's child of a name; '' where there is none. */
export function textIn(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text ?? '';
}

/** The element's children of a name. */
export function childrenIn(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** A date of the XML forms (YYYY-MM-DD, with a time or zone or not) as the CSV forms have it (dd/mm/yyyy); other text as it is. */
export function asWrittenDate(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:[T+Z].*)?$/.exec(text) ?? [];
  return year === undefined ? text : `${day}/${month}/${year}`;
}
