import { PopulationBook } from '@careledger/figures';
import { RULEBOOKS, type Rulebook } from '@careledger/measures';
import { createPool, withClient } from '@careledger/store';
import type { Pool, PoolClient } from 'pg';
import { compareBalances } from './balances';
import { digestPartition } from './digest-partition';
import { figuresOf, type AuditedFigure } from './figures';
import { readLedgerNames, type LedgerNames } from './ledger-names';
import { CellSums, isNothing, type NamedSums } from './named-sums';
import { planSlices } from './plan-slices';
import type { AuditScope } from './question';
import { reconcileSlice, type Breath } from './reconcile-slice';
import { readRules, rulebookOfFigures } from './rules';
import type { AuditTerms, Conclusion, FigureDifference, OutcomeOf, Task } from './tasks';

/** Does one task after the other within the snapshot of an audit. */
export class TaskWorker {
  private readonly pool: Pool;
  /** The same for all tasks: they see one snapshot. */
  private names: LedgerNames | undefined;

  /** @param rulebooks those that the program knows */
  constructor(
    private readonly terms: AuditTerms,
    private readonly rulebooks: readonly Rulebook[] = RULEBOOKS,
  ) {
    this.pool = createPool(terms.databaseUrl, 1, { applicationName: 'careledger audit' });
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  carryOut<T extends Task>(task: T, breath: Breath): Promise<OutcomeOf<T>> {
    return this.inSnapshot((client) => this.within(client, task, breath) as Promise<OutcomeOf<T>>);
  }

  private async within(client: PoolClient, task: Task, breath: Breath): Promise<OutcomeOf<Task>> {
    const { scope, eventsASlice } = this.terms;
    const names = (this.names ??= await readLedgerNames(client, this.rulebooks));
    switch (task.kind) {
      case 'plan':
        return planSlices(client, task.position, eventsASlice);
      case 'reconcile':
        return reconcileSlice(
          client,
          task.slice,
          scope,
          names,
          await readRules(client, task.slice, this.rulebooks),
          breath,
        );
      case 'digest':
        return digestPartition(client, task.partition, task.inScope);
      case 'balances':
        return compareBalances(client, scope.authority, names, task.partition, task.postings);
      case 'conclude':
        return conclude(
          scope,
          names,
          await rulebookOfFigures(client, task.positions, scope.knownAt, this.rulebooks),
          task,
        );
    }
  }

  private inSnapshot<R>(work: (client: PoolClient) => Promise<R>): Promise<R> {
    return withClient(this.pool, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The name comes from the database itself; the statement takes no parameter.
      await client.query(`SET TRANSACTION SNAPSHOT '${this.terms.snapshot.replaceAll("'", "''")}'`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    });
  }
}

function conclude(
  scope: AuditScope,
  names: LedgerNames,
  rulebook: Rulebook,
  { replay, delta, populations: known }: Extract<Task, { kind: 'conclude' }>,
): Conclusion {
  const populations = new PopulationBook(known.made, known.populations);
  const worked = added(replay);
  const figures = figuresOf(worked, scope, names, rulebook, populations);
  const more = added(delta);
  const figuresDiffer = isNothing(more)
    ? []
    : differing(figures, figuresOf(added([worked, more]), scope, names, rulebook, populations));
  return { rulebook: rulebook.version, figures, figuresDiffer };
}

function added(parts: readonly NamedSums[]): NamedSums {
  const sums = new CellSums();
  for (const part of parts) sums.addAll(part);
  return sums.named();
}

/** The figures that are not the same, those that only one side has included. */
function differing(replay: readonly AuditedFigure[], ledger: readonly AuditedFigure[]): FigureDifference[] {
  const nameOf = ({ measure, grain, by, key, period }: AuditedFigure): string =>
    JSON.stringify([measure, grain, by, key, period]);
  const others = new Map(ledger.map((figure) => [nameOf(figure), figure]));
  const found: FigureDifference[] = [];
  for (const figure of replay) {
    const name = nameOf(figure);
    const other = others.get(name) ?? null;
    others.delete(name);
    if (other?.numerator === figure.numerator && other.denominator === figure.denominator) continue;
    found.push({ replay: figure, ledger: other });
  }
  for (const other of others.values()) {
    const nothing = { numerator: 0, denominator: other.denominator === null ? null : 0, value: null, rate: null };
    found.push({ replay: { ...other, ...nothing }, ledger: other });
  }
  return found;
}
