import { FigureReader, type Figure, type Snapshot } from '@careledger/figures';
import { HAS_MOVED, movedPostings, type Compared } from './compared-figures';
import { kindsOf, type Caused } from './kind-reader';
import { KINDS_OF_CAUSE, type KindOfCause } from './kinds-of-cause';

/** What the causes of one kind did to a figure. */
export interface KindSum {
  readonly kind: KindOfCause;
  /** How many postings are listed of it. */
  readonly postings: number;
  readonly numerator: number;
  /** Null for a count. Of a mean over keys: how many more keys there are. */
  readonly denominator: number | null;
}

/** Why a figure is another than it was. */
export interface Explained {
  readonly then: Figure;
  readonly now: Figure;
  readonly difference: { readonly numerator: number; readonly denominator: number | null };
  /** By kind, in the order of `KINDS_OF_CAUSE`; kinds of which nothing is listed are left out. They add up to the difference. */
  readonly causes: readonly KindSum[];
  /** Whether they do: false means that the ledger does not say what it said then, and wants an audit. */
  readonly addsUp: boolean;
}

interface Row extends Caused {
  readonly child: number;
  readonly key: string | null;
  readonly postings: number;
  readonly numerator: number;
  readonly denominator: number;
}

/** Children whose events are read at once, to tell the kinds of causes. */
const CHILDREN_AT_ONCE = 500;

/**
 * Explains a difference: both figures, and what each kind of cause did.
 * @param then the first figure where it was kept (published); else it is read from the ledger
 */
export async function explain(
  snapshot: Snapshot,
  compared: Compared,
  then: Figure | undefined = undefined,
): Promise<Explained> {
  const before = await figureThen(snapshot, compared);
  const now = await figureNow(snapshot, compared);
  const tally = new Tally(compared, before.byKey);
  for await (const [rows, kindOf] of causesInTurn(snapshot, compared)) {
    for (const row of rows) tally.add(row, kindOf(row));
  }
  const causes = tally.sums();
  const first = then === undefined ? before.figure : figureIn(then);
  const difference = differenceOf(first, now);
  const total = (of: 'numerator' | 'denominator'): number => causes.reduce((sum, one) => sum + (one[of] ?? 0), 0);
  const addsUp =
    total('numerator') === difference.numerator &&
    (difference.denominator === null || total('denominator') === difference.denominator);
  return { then: first, now, difference, causes, addsUp };
}

function differenceOf(then: Figure, now: Figure): Explained['difference'] {
  const denominator = now.denominator === null || then.denominator === null ? null : now.denominator - then.denominator;
  return { numerator: now.numerator - then.numerator, denominator };
}

async function figureThen(
  { client }: Snapshot,
  { measure, authority, period, since, sincePosition }: Compared,
): Promise<{ figure: Figure; byKey: Map<string, number> }> {
  const { points } = await new FigureReader(client).series(
    {
      measure,
      authority,
      grain: period.grain,
      from: period.month,
      to: period.month,
      today: period.to,
      by: measure.meanOver,
      knownAt: since,
      before: sincePosition,
    },
    client,
  );
  const [point] = points;
  if (point === undefined) throw new Error('a period that can be asked about has a figure');
  const byKey = new Map((point.groups ?? []).map(({ key, numerator }) => [key, numerator]));
  return { figure: figureIn(point), byKey };
}

async function figureNow(
  { client }: Snapshot,
  { measure, authority, period, knownAt, position }: Compared,
): Promise<Figure> {
  const asked = { measure, authority, grain: period.grain, from: period.month, to: period.month, today: period.to };
  const { points } = await new FigureReader(client).series({ ...asked, knownAt, before: position }, client);
  return figureIn(points[0] as Figure);
}

const figureIn = ({ numerator, denominator, value }: Figure): Figure => ({ numerator, denominator, value });

/** The causes that moved the figure, in the order in which they became known, with the way to tell their kinds. */
async function* causesInTurn(
  { client, position }: Snapshot,
  compared: Compared,
): AsyncGenerator<readonly [readonly Row[], (row: Row) => KindOfCause]> {
  const values: unknown[] = [];
  const moved = movedPostings(compared, (value, type) => `$${values.push(value)}::${type}`);
  const { rows } = await client.query<Row>(
    `SELECT moved.partition, moved.child, moved.cause, moved.known_at, child.subject, moved.key, count(*)::integer AS postings,
            sum(moved.numerator)::float8 AS numerator, sum(moved.denominator)::float8 AS denominator
       FROM (${moved}) AS moved JOIN child USING (partition, child)
      WHERE ${HAS_MOVED}
      GROUP BY 1, 2, 3, 4, 5, 6
      ORDER BY moved.known_at, moved.partition, min(moved.number)`,
    values,
  );
  const { authority, since } = compared;
  for (const some of byChildren(rows)) {
    const told = await kindsOf(client, authority, some, { since, position });
    yield [some, (row) => told(row).kind];
  }
}

/** Rows in pieces that are about so many children at most, in their order. */
function* byChildren(rows: readonly Row[]): Generator<Row[]> {
  let piece: Row[] = [];
  const children = new Set<string>();
  for (const row of rows) {
    if (children.size === CHILDREN_AT_ONCE && !children.has(row.subject)) {
      yield piece;
      piece = [];
      children.clear();
    }
    children.add(row.subject);
    piece.push(row);
  }
  if (piece.length > 0) yield piece;
}

/** Adds up what the kinds did. */
class Tally {
  private readonly kinds = new Map<KindOfCause, { postings: number; numerator: number; denominator: number }>();

  /** @param byKey of a mean over keys: what each had at first */
  constructor(
    private readonly compared: Compared,
    private readonly byKey: Map<string, number>,
  ) {}

  /** Causes come in the order in which they became known: with each, keys come or go. */
  add({ key, postings, numerator, denominator }: Row, kind: KindOfCause): void {
    const sum = this.kinds.get(kind) ?? { postings: 0, numerator: 0, denominator: 0 };
    sum.postings += postings;
    sum.numerator += numerator;
    sum.denominator += this.compared.measure.meanOver === undefined ? denominator : this.keysMore(key, numerator);
    this.kinds.set(kind, sum);
  }

  sums(): KindSum[] {
    const isCount = this.compared.measure.shape === 'count';
    return (Object.keys(KINDS_OF_CAUSE) as KindOfCause[]).flatMap((kind) => {
      const sum = this.kinds.get(kind);
      return sum === undefined ? [] : [{ kind, ...sum, denominator: isCount ? null : sum.denominator }];
    });
  }

  private keysMore(key: string | null, numerator: number): number {
    if (key === null) return 0;
    const before = this.byKey.get(key) ?? 0;
    this.byKey.set(key, before + numerator);
    return Number(before + numerator > 0) - Number(before > 0);
  }
}
