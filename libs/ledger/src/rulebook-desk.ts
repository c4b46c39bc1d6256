import { accountNumber, type Account, type AccountNumber, type Rulebook } from '@careledger/measures';
import { Child, slotsTouchedBy } from '@careledger/record';

/** An account of a rulebook, with its number. */
interface NumberedAccount {
  readonly number: AccountNumber;
  readonly entries: Account['entries'];
}

/** What books under one rulebook have in common. */
export class RulebookDesk {
  /** In the order of the rulebook. */
  readonly accounts: readonly NumberedAccount[];
  /** The slots of what is posted. */
  readonly posted: readonly boolean[];
  /** A record of nothing with every account worked out: most children never have most kinds of event. */
  readonly blank = new Child('', '');
  private readonly touched = new Map<number, { slots: readonly number[]; accounts: readonly NumberedAccount[] }>();

  private constructor(readonly rulebook: Rulebook) {
    const posted: boolean[] = [];
    this.accounts = rulebook.accounts.map((account) => ({ number: accountNumber(account), entries: account.entries }));
    for (const account of this.accounts) {
      account.entries(this.blank);
      posted[account.entries.slot] = true;
    }
    this.posted = posted;
  }

  /** The desk of a rulebook: there is one for all its books. */
  static of(rulebook: Rulebook): RulebookDesk {
    let desk = desks.get(rulebook);
    if (desk === undefined) desks.set(rulebook, (desk = new RulebookDesk(rulebook)));
    return desk;
  }

  /**
   * The accounts that may have read one of these topics, in the order of the rulebook: so the postings of an event have the
   * same order in every program that knows the rulebook, whatever else it knows.
   */
  accountsTouchedBy(topics: number): readonly NumberedAccount[] {
    const slots = slotsTouchedBy(topics);
    const known = this.touched.get(topics);
    // The list of slots is made anew when a view reads what it had never read.
    if (known?.slots === slots) return known.accounts;
    const touched = new Set(slots);
    const accounts = this.accounts.filter(({ entries }) => touched.has(entries.slot));
    this.touched.set(topics, { slots, accounts });
    return accounts;
  }
}

const desks = new WeakMap<Rulebook, RulebookDesk>();

/** An account that two rulebooks do not define alike; undefined in the one that does not have it. */
export interface ChangedAccount {
  readonly number: AccountNumber;
  readonly before: Account['entries'] | undefined;
  readonly after: Account['entries'] | undefined;
}

/** The accounts that two rulebooks do not define alike, in the order of the older one, and then of the newer. */
export function changedAccounts(before: Rulebook, after: Rulebook): readonly ChangedAccount[] {
  const [old, now] = [RulebookDesk.of(before).accounts, RulebookDesk.of(after).accounts];
  const nowByNumber = new Map(now.map(({ number, entries }) => [number, entries]));
  const oldNumbers = new Set(old.map(({ number }) => number));
  return [
    ...old
      .map(({ number, entries }) => ({ number, before: entries, after: nowByNumber.get(number) }))
      .filter((changed) => changed.before !== changed.after),
    ...now
      .filter(({ number }) => !oldNumbers.has(number))
      .map(({ number, entries }) => ({ number, before: undefined, after: entries })),
  ];
}
