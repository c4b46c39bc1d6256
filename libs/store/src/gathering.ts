import { setImmediate as breathe } from 'node:timers/promises';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export interface GatheringOptions<T> {
  /** Whether one more can be done together with those; as many as wait where nothing is said. */
  readonly fits?: (gathered: readonly T[], next: T) => boolean;
  /** Asked before each group: fulfilled when it may go, since nobody else is about to come. */
  readonly ready?: () => Promise<void>;
  /** Whether after this error each is tried by itself; always where nothing is said. */
  readonly triesAlone?: (error: unknown) => boolean;
}

/**
 * Work that comes while some is under way waits, and is done together when that is over: what each costs is shared just when
 * there is much to do. What fails together is tried one by one, so that nobody fails for others that happened to come along.
 */
export class Gathering<T, R> {
  private readonly waiting: Waiting<T, R>[] = [];
  private working: Promise<void> | undefined;

  /** @param together does some at once, and gives the results in their order; called for one group at a time */
  constructor(
    private readonly together: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly options: GatheringOptions<T> = {},
  ) {}

  do(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.working ??= this.doAll();
    });
  }

  /** Fulfilled when nothing is waiting any more. */
  async settled(): Promise<void> {
    await this.working;
  }

  private async doAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.options.ready?.();
      // What a single answer has woken comes one after the other: the first is not to go alone, and have all others wait for it.
      await breathe();
      await this.doGroup(this.nextGroup());
    }
    this.working = undefined;
  }

  private nextGroup(): Waiting<T, R>[] {
    const { fits } = this.options;
    const items: T[] = [];
    for (const { item } of this.waiting) {
      if (items.length > 0 && fits?.(items, item) === false) break;
      items.push(item);
    }
    return this.waiting.splice(0, items.length);
  }

  private async doGroup(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.together(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as R);
    } catch (error) {
      if (group.length > 1 && this.options.triesAlone?.(error) !== false)
        for (const each of group) await this.doGroup([each]);
      else for (const { reject } of group) reject(error);
    }
  }
}
