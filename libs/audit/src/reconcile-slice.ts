import { monthOf } from '@careledger/calendar';
import { isCaseEvent } from '@careledger/ledger';
import { groupsOf } from '@careledger/measures';
import { readRows } from '@careledger/store';
import type { ClientBase } from 'pg';
import { PostingSheet } from './balances';
import { CellTable } from './cell-table';
import { erasedChildrenIn, readErasedEvents } from './erased-events';
import { explain, type Suspect } from './explain';
import type { LedgerNames } from './ledger-names';
import { CellSums } from './named-sums';
import type { Slice } from './plan-slices';
import type { AuditScope } from './question';
import { bookOf, knownChild, type KnownChild } from './replayed-child';
import type { PartitionRules } from './rules';
import { ChildDraw, Draw } from './sample';
import { readSliceEvents, type ChildFile } from './slice-events';
import type { ChildFault, Compared, DifferentMonth, EntryDifference, SliceResult } from './slice-result';

/** Of so many children of a slice the postings behind their differences are looked up. */
const CHILDREN_EXPLAINED = 100;
/** So many differences of a slice are told one by one; all are counted. */
const DIFFERENCES_TOLD = 1_000;
const CHILDREN_A_BREATH = 500;
/** What a generated history has, to guess how much room is needed. */
const ENTRIES_AN_EVENT = 4;
const SUMS_AN_EVENT = 2;

/** Lets whoever waits for progress, or wants to break off, have a turn. Told how many events are done. */
export type Breath = (events: number) => Promise<void>;

/**
 * Works the children of a slice out anew from their events alone, as known at the instant, and compares each of their
 * entries with the sum of the postings that the ledger has for it.
 * @param client within the snapshot of the audit
 */
export async function reconcileSlice(
  client: ClientBase,
  slice: Slice,
  scope: AuditScope,
  names: LedgerNames,
  rules: PartitionRules,
  breath: Breath,
): Promise<SliceResult> {
  const erased = await erasedChildrenIn(client, slice, scope);
  const ledger = await readLedger(client, slice, scope, names, erased);
  const waiting = await readWaiting(client, slice, scope);
  const events = await readSliceEvents(client, slice);

  const replay = new CellSums();
  const draw = new Draw(scope.sample ?? { size: 0, seed: '' });
  const childDraw = new ChildDraw(draw, scope);
  const children = new Map<number, Suspect>();
  const faults: ChildFault[] = [];
  const inScope: number[] = [];
  const counts = { children: 0, parked: 0, parkedApplicable: 0, erasedEntries: 0 };
  let done = 0;
  let unbreathed = 0;
  for (const file of events.files(scope.authority)) {
    // That a child was erased is about nobody any more.
    if (!file.items.some(isCaseEvent)) continue;
    const wait = waiting.get(file.subject);
    const known = knownChild(file, scope.knownAt, rules, wait);
    for (const offset of known.inScope) inScope.push(offset);
    if (known.inScope.length > 0) counts.children++;
    if (wait !== undefined) {
      counts.parked++;
      if (canBeApplied(file, scope, rules)) counts.parkedApplicable++;
    }
    children.set(known.number, { file, known });
    replayChild(file, known);
    done += file.items.length;
    if (++unbreathed === CHILDREN_A_BREATH) {
      unbreathed = 0;
      await breath(done);
      done = 0;
    }
  }
  await breath(done);
  const erasedEvents = await readErasedEvents(client, slice, scope, ledger.causesOfErased);
  for (const offset of erasedEvents.inScope) inScope.push(offset);
  const known = new Set(erasedEvents.inScope);
  counts.children += [...erased].filter((child) => known.has(child)).length;

  function replayChild(file: ChildFile, known: KnownChild): void {
    const index = ledger.indexOf(known.number);
    try {
      bookOf(file, known).standing((account, day, cell, numerator, denominator) => {
        ledger.table.add(index, account, day, cell, -numerator, -denominator);
        if (day <= scope.today) replay.add(account, cell, monthOf(day), numerator, denominator);
        childDraw.enter(file, known, slice.partition, [account, day, cell, numerator, denominator]);
      });
    } catch (error) {
      // Faults of fold and measures name no content of an event.
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault';
      faults.push({ partition: slice.partition, child: known.number, subject: file.subject, reason });
    }
  }

  const compared = new Map<number, { compared: number; different: number }>();
  const delta = new CellSums();
  const months = new Map<string, { -readonly [K in keyof DifferentMonth]: DifferentMonth[K] }>();
  const found: { child: number; account: number; day: number; cell: number; delta: [number, number] }[] = [];
  let differenceCount = 0;
  ledger.table.each((index, account, day, cell, numerator, denominator) => {
    const child = ledger.numbers[index] as number;
    if (erased.has(child)) {
      // All that is known of an erased child: the ledger's word stands.
      if (numerator === 0 && denominator === 0) return;
      counts.erasedEntries++;
      if (day <= scope.today) replay.add(account, cell, monthOf(day), numerator, denominator);
      return;
    }
    let count = compared.get(account);
    if (count === undefined) compared.set(account, (count = { compared: 0, different: 0 }));
    count.compared++;
    if (numerator === 0 && denominator === 0) return;
    count.different++;
    differenceCount++;
    if (day <= scope.today) delta.add(account, cell, monthOf(day), numerator, denominator);
    const { measure, stream } = names.nameOf(account);
    const key = `${account} ${monthOf(day)}`;
    let month = months.get(key);
    if (month === undefined) {
      months.set(key, (month = { measure, stream, month: monthOf(day), entries: 0, numerator: 0, denominator: 0 }));
    }
    month.entries++;
    month.numerator += numerator;
    month.denominator += denominator;
    if (found.length < DIFFERENCES_TOLD) found.push({ child, account, day, cell, delta: [numerator, denominator] });
  });
  const suspects = [...new Set(found.map(({ child }) => child))].slice(0, CHILDREN_EXPLAINED);
  const explained = await explain(client, slice, scope, names, rules, suspects, children);

  const differences = found.map(({ child, account, day, cell, delta: [numerator, denominator] }): EntryDifference => {
    const { measure, stream } = names.nameOf(account);
    const what = explained.of(child, account, day, cell);
    return {
      partition: slice.partition,
      child,
      subject: children.get(child)?.file.subject ?? explained.subjectOf(child) ?? null,
      measure,
      stream,
      day,
      groups: groupsOf(cell),
      ledger: what.ledger ?? { numerator, denominator },
      replay: what.replay ?? { numerator: 0, denominator: 0 },
      postings: what.postings,
    };
  });

  return {
    partition: slice.partition,
    ...counts,
    inScope: Float64Array.from(inScope).sort(),
    changedEvents: events.changed,
    faults,
    erasedInScope: erasedEvents.inScope.length,
    erasedTold: Float64Array.from(erasedEvents.told),
    erasedChildren: erased.size,
    replay: replay.named(),
    delta: delta.named(),
    postings: ledger.postings,
    compared: [...compared].map(([account, count]): Compared => ({ ...names.nameOf(account), ...count })),
    differentMonths: [...months.values()],
    differenceCount,
    differences,
    postingSums: ledger.sheet.sums(names),
    drawn: draw.entries,
  };
}

/** The ledger's side of a slice. */
interface LedgerSide {
  /** By child, account, day and cell what was known. */
  readonly table: CellTable;
  /** The children's numbers by their index in the table. */
  readonly numbers: readonly number[];
  indexOf(child: number): number;
  readonly postings: number;
  /** All postings, whenever known. */
  readonly sheet: PostingSheet;
  /** Of each erased child the offsets of what its postings were caused by, and of its first event. */
  readonly causesOfErased: ReadonlyMap<number, ReadonlySet<number>>;
}

async function readLedger(
  client: ClientBase,
  { partition, nextPosting, firstChild, endChild, events }: Slice,
  { authority, knownAt }: AuditScope,
  names: LedgerNames,
  erased: ReadonlySet<number>,
): Promise<LedgerSide> {
  const table = new CellTable(ENTRIES_AN_EVENT * events);
  const indices = new Map<number, number>();
  const numbers: number[] = [];
  const indexOf = (child: number): number => {
    let index = indices.get(child);
    if (index === undefined) indices.set(child, (index = numbers.push(child) - 1));
    return index;
  };
  const sheet = new PostingSheet(SUMS_AN_EVENT * events);
  const causesOfErased = new Map([...erased].map((child) => [child, new Set([child])]));
  let postings = 0;
  await readRows(
    client,
    `SELECT child, cause, account, cell, day, known_at, numerator, denominator FROM posting
      WHERE partition = ${partition} AND number < ${nextPosting} AND authority = ${Number(authority)}
        AND child >= ${firstChild} ${endChild === Infinity ? '' : `AND child < ${endChild}`}`,
    (row) => {
      const child = row.int8();
      const cause = row.int8();
      causesOfErased.get(child)?.add(cause);
      const account = names.account(row.int2());
      const cell = names.cell(row.int4());
      const day = row.date();
      const known = row.timestamptz();
      const numerator = row.int4();
      const denominator = row.int4();
      sheet.add(account, cell, known, day, numerator, denominator);
      if (known > knownAt) return;
      postings++;
      table.add(indexOf(child), account, day, cell, numerator, denominator);
    },
  );
  return { table, numbers, indexOf, postings, sheet, causesOfErased };
}

/** Whose events wait in the ledger, by pseudonym. */
async function readWaiting(
  client: ClientBase,
  { partition }: Slice,
  { authority }: AuditScope,
): Promise<Map<string, { since: number }>> {
  const { rows } = await client.query<{ subject: string; since: number }>(
    'SELECT subject, since FROM parked_child WHERE partition = $1 AND authority = $2',
    [partition, Number(authority)],
  );
  return new Map(rows.map(({ subject, since }) => [subject, { since }]));
}

/** Whether this program could apply the events of a child that waits: then it was put right since, and nobody released it. */
function canBeApplied(file: ChildFile, { knownAt }: AuditScope, rules: PartitionRules): boolean {
  try {
    bookOf(file, knownChild(file, knownAt, rules, undefined));
    return true;
  } catch {
    return false;
  }
}
