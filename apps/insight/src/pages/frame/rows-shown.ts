const ROW_HEAD = 'app-row-head"';

/** How many rows an answer shows, for the access log: those of a page's tables, or of a CSV file. */
export function rowsShown(answer: string): number {
  const isPage = answer.startsWith('<!doctype');
  return isPage ? answer.split(ROW_HEAD).length - 1 : Math.max(0, answer.trimEnd().split('\n').length - 1);
}
