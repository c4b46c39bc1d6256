import { parse } from 'csv-parse/sync';

/** A table of a page. */
export interface TableOfPage {
  readonly caption: string;
  /** Rows with figures: heads of columns and of groups of rows are none. */
  readonly rows: number;
  /** The address of its CSV; undefined where the page has no link that names the table. */
  readonly csv: string | undefined;
}

const TABLE = /<table\b[^>]*>(.*?)<\/table>/gs;
const LINK = /<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)<\/a\s*>/gs;

/** The tables of a page, each with its link to CSV: that is called after the table's caption. */
export function tablesOfPage(page: string): TableOfPage[] {
  const links = new Map([...page.matchAll(LINK)].map(([, href = '', words = '']) => [textOf(words), textOf(href)]));
  return [...page.matchAll(TABLE)].map(([, table = '']) => {
    const caption = textOf(/<caption\b[^>]*>(.*?)<\/caption>/s.exec(table)?.[1] ?? '');
    const rows = [...table.matchAll(/<tr\b.*?<\/tr>/gs)].filter(([row]) => row.includes('<td')).length;
    return { caption, rows, csv: links.get(`Download as CSV: ${caption}`) };
  });
}

/** How many rows a CSV file has beneath its head; each as long as the head, else it is none. */
export function rowsOfCsv(text: string): number {
  return parse(text, { bom: true }).length - 1;
}

/** Markup as it is read. */
function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
}
