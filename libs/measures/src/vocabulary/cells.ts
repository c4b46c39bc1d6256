/** The values of the breakdowns that an entry carries, for instance {"gender": "F", "ageBand": "5-9"}. */
export type Groups = Readonly<Record<string, string>>;

/** A combination of breakdown values, as a small number: entries are many and combinations few. */
export type Cell = number;

const groupsByCell: Groups[] = [];
const cellByName = new Map<string, Cell>();
const refined: Map<string, Cell>[] = [];

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
  const known = (refined[cell] ??= new Map<string, Cell>());
  const name = `${breakdown}=${key}`;
  let finer = known.get(name);
  if (finer === undefined) known.set(name, (finer = cellOf({ ...groupsOf(cell), [breakdown]: key })));
  return finer;
}

/** The cell of what is broken down by nothing. */
export const WHOLE: Cell = cellOf({});

/** The key of what is not known. */
export const UNKNOWN = 'unknown';
