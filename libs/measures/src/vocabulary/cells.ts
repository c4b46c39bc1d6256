/** The values of the breakdowns that an entry carries, for instance {"gender": "F", "ageBand": "5-9"}. */
export type Groups = Readonly<Record<string, string>>;

/** A combination of breakdown values, as a small number: entries are many and combinations few. */
export type Cell = number;

const groupsByCell: Groups[] = [];
const cellByName = new Map<string, Cell>();
const refined: Map<string, Map<string, Cell>>[] = [];

/** The cell of these groups; the order in which they are named does not matter. */
export function cellOf(groups: Groups): Cell {
  const ordered = Object.fromEntries(Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1)));
  const name = JSON.stringify(ordered);
  const known = cellByName.get(name);
  if (known !== undefined) return known;
  const cell = groupsByCell.push(ordered) - 1;
  cellByName.set(name, cell);
  return cell;
}

/** The groups of a cell, in alphabetical order of their breakdowns. */
export function groupsOf(cell: Cell): Groups {
  const groups = groupsByCell[cell];
  if (groups === undefined) throw new RangeError(`no cell has the number ${cell}`);
  return groups;
}

/** The cell that also says `key` for `breakdown`. */
export function within(cell: Cell, breakdown: string, key: string): Cell {
  const breakdowns = (refined[cell] ??= new Map<string, Map<string, Cell>>());
  let keys = breakdowns.get(breakdown);
  if (keys === undefined) breakdowns.set(breakdown, (keys = new Map<string, Cell>()));
  let finer = keys.get(key);
  if (finer === undefined) keys.set(key, (finer = cellOf({ ...groupsOf(cell), [breakdown]: key })));
  return finer;
}

/** The cell of what is broken down by nothing. */
export const WHOLE: Cell = cellOf({});

/** The key of what is not known. */
export const UNKNOWN = 'unknown';
