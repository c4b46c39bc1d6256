/** A failure is tried again by itself; one that lasts longer than this is no passing one. */
const PATIENCE_MS = 15_000;
/** So long no batch takes that goes well. */
const LONGEST_BATCH_MS = 120_000;

/** How the consuming goes, for probes and metrics. */
export interface ConsumptionState {
  /** The partitions that are consumed here; undefined where that is not known yet. */
  readonly partitions: readonly number[] | undefined;
  /** What keeps it from going on, a sentence each; none where all is well. */
  readonly troubles: readonly string[];
}

/** Keeps track of how the consuming goes in each partition. */
export class Consumption {
  private partitions: readonly number[] | undefined;
  private readonly failing = new Map<number | undefined, { readonly since: number; text: string }>();
  private readonly underWay = new Map<number, number>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  has(partitions: readonly number[]): void {
    this.partitions = partitions;
    this.failing.delete(undefined);
    for (const partition of this.failing.keys()) {
      if (partition !== undefined && !partitions.includes(partition)) this.failing.delete(partition);
    }
  }

  began(partition: number): void {
    this.underWay.set(partition, this.now());
  }

  done(partition: number): void {
    this.underWay.delete(partition);
    this.failing.delete(partition);
  }

  /** @param partition undefined where it concerns none alone */
  failed(partition: number | undefined, text: string): void {
    if (partition !== undefined) this.underWay.delete(partition);
    const known = this.failing.get(partition);
    if (known === undefined) this.failing.set(partition, { since: this.now(), text });
    else known.text = text;
  }

  get state(): ConsumptionState {
    const troubles: string[] = [];
    for (const [partition, { since, text }] of this.failing) {
      const seconds = Math.round((this.now() - since) / 1000);
      const where = partition === undefined ? 'Taking part' : `Partition ${partition}`;
      if (this.now() - since > PATIENCE_MS) troubles.push(`${where} has failed for ${seconds} s: ${text}`);
    }
    for (const [partition, since] of this.underWay) {
      const seconds = Math.round((this.now() - since) / 1000);
      if (this.now() - since > LONGEST_BATCH_MS)
        troubles.push(`Partition ${partition}: a batch takes ${seconds} s already`);
    }
    return { partitions: this.partitions, troubles };
  }
}
