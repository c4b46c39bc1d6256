import type { Instant } from '@careledger/calendar';
import { controlText, NO_CHILD } from '@careledger/contract';
import { subjectIn, type EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { changedAccounts } from '@careledger/ledger';
import { accountNumbered, RULEBOOKS, type Rulebook } from '@careledger/measures';
import { readRulebooks } from '@careledger/store';
import type { Pool } from 'pg';
import { controlEvent } from './control-event';

/** Where a rulebook came into force, and who decided it. */
export interface ActivatedAt {
  readonly partition: number;
  readonly offset: number;
  readonly at: Instant;
  readonly reason: string;
  readonly by: string;
}

/** A rulebook that this program knows. */
export interface KnownRulebook {
  readonly version: number;
  readonly measures: number;
  /** The partitions whose log ends under it. */
  readonly inForce: readonly number[];
  /** Whether the ledger begins with it. */
  readonly beginning: boolean;
  readonly activated: readonly ActivatedAt[];
  /** The measures that it does not define as the one before it does; of the first that the program knows, none. */
  readonly changes: readonly string[];
}

/** Where the log has the activations of a rulebook. They are carried out when the projector comes to them. */
export interface Activated {
  readonly version: number;
  readonly positions: readonly { readonly partition: number; readonly offset: number }[];
  /** Whether the log had all of them already. */
  readonly duplicate: boolean;
}

/** The rulebooks that the program knows, and which of them are in force. */
export class Rulebooks {
  constructor(
    private readonly pool: Pool,
    private readonly log: EventLog,
    private readonly known: readonly Rulebook[] = RULEBOOKS,
  ) {}

  async list(): Promise<KnownRulebook[]> {
    const { beginning, of } = await readRulebooks(this.pool, { rulebooks: this.known });
    return this.known.map((rulebook, place): KnownRulebook => {
      const { version, measures } = rulebook;
      const before = this.known[place - 1];
      return {
        version,
        measures: measures.length,
        inForce: this.partitions.filter((partition) => of(partition).before(Infinity) === version),
        beginning: beginning === version,
        activated: this.partitions.flatMap((partition) =>
          of(partition)
            .activations.filter(({ event }) => event.data.version === version)
            .map(({ offset, appendedAt: at, event: { data } }) => {
              return { partition, offset, at, reason: data.reason, by: data.by };
            }),
        ),
        changes: before === undefined ? [] : changesBetween(before, rulebook),
      };
    });
  }

  /**
   * Brings a rulebook into force, by a control event in each partition; fulfilled once the log has them durably. Where it
   * fails midway the same can be asked again: a partition that has its event gets no second one.
   * @throws Problem 404 where the program does not know it; 409 where a later one is in force
   * @throws LogUnavailable
   */
  async activate(
    version: number,
    { reason, by }: { readonly reason: string; readonly by: string },
  ): Promise<Activated> {
    if (!this.known.some((rulebook) => rulebook.version === version)) throw unknown(version, this.known);
    const { of, beginning } = await readRulebooks(this.pool, { rulebooks: this.known });
    const inForce = this.partitions.map((partition) => of(partition).before(Infinity));
    const later = Math.max(...inForce);
    if (later > version || beginning === version) throw outdated(version, Math.max(later, beginning));
    const missing = this.partitions.filter((partition) => inForce[partition] !== version);
    const now = await this.log.now();
    const submissions = missing.map((partition) => {
      const subject = subjectIn(partition, this.log.partitions, NO_CHILD);
      const child = { authority: NO_CHILD.authority, subject };
      const replaces = inForce[partition] as number;
      const event = controlEvent('rulebook-activated', child, `rulebook-${version}`, now, {
        version,
        replaces,
        reason,
        by,
      });
      return { event, payload: controlText(event) };
    });
    const outcomes = submissions.length === 0 ? [] : await this.log.append(submissions, { historical: false });
    const accepted = outcomes.flatMap((one) => (one.outcome === 'accepted' ? [one] : []));
    const earlier = this.partitions.flatMap((partition) =>
      of(partition)
        .activations.filter(({ event }) => event.data.version === version)
        .map(({ offset }) => ({ partition, offset })),
    );
    const positions = [...earlier, ...accepted.map(({ partition, offset }) => ({ partition, offset }))];
    positions.sort((a, b) => a.partition - b.partition);
    return { version, positions, duplicate: accepted.length === 0 };
  }

  private get partitions(): readonly number[] {
    return Array.from({ length: this.log.partitions }, (_, partition) => partition);
  }
}

/** The ids of the measures that two rulebooks do not define alike. */
function changesBetween(before: Rulebook, after: Rulebook): string[] {
  return [...new Set(changedAccounts(before, after).map(({ number }) => accountNumbered(number).measure))];
}

function unknown(version: number, known: readonly Rulebook[]): Problem {
  const versions = known.map((rulebook) => rulebook.version).join(', ');
  return new Problem({
    status: 404,
    title: 'There is no such rulebook',
    detail: `This program knows no rulebook ${version}. It knows: ${versions}.`,
    field: 'version',
    rule: 'must be the version of a rulebook that the program knows',
  });
}

function outdated(version: number, later: number): Problem {
  return new Problem({
    status: 409,
    title: later === version ? 'The rulebook is in force' : 'A later rulebook is in force',
    detail:
      later === version
        ? `The ledger begins with rulebook ${version}: there is nothing to activate.`
        : `Rulebook ${later} is in force, and there is no way back to ${version}. What it had is defined anew, in a later one.`,
    field: 'version',
    rule: 'must be later than the rulebook in force',
  });
}
