import type { Instant } from '@careledger/calendar';
import type { RulesCourse } from '@careledger/ledger';
import { rulebookNumbered, type Rulebook } from '@careledger/measures';
import { readRulebooks } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { PartitionPosition } from './question';

type Place = Pick<PartitionPosition, 'partition' | 'nextOffset'>;

/** The rulebooks of a partition as far as it is projected, and those that the program knows. */
export interface PartitionRules {
  readonly course: RulesCourse;
  readonly rulebooks: readonly Rulebook[];
}

export async function readRules(
  client: ClientBase,
  { partition, nextOffset }: Place,
  rulebooks: readonly Rulebook[],
): Promise<PartitionRules> {
  const { of } = await readRulebooks(client, { rulebooks, before: { [partition]: nextOffset } });
  return { course: of(partition), rulebooks };
}

/**
 * The rulebook that figures are by, as the read side has it: the newest that was in force as known at an instant.
 * @throws UnknownRulebook where the program does not have it
 */
export async function rulebookOfFigures(
  client: ClientBase,
  positions: readonly Place[],
  knownAt: Instant,
  rulebooks: readonly Rulebook[],
): Promise<Rulebook> {
  const before = Object.fromEntries(positions.map(({ partition, nextOffset }) => [partition, nextOffset]));
  const { beginning, of } = await readRulebooks(client, { rulebooks, before });
  const versions = positions.map(({ partition }) => of(partition).knownAt(knownAt));
  return rulebookNumbered(rulebooks, Math.max(beginning, ...versions));
}
