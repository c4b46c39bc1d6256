/** Law: what small numbers are protected against (libs/disclosure) is true of every history: measures, groups and periods hang together so. */
import { TIES, type Term, type Tie } from '@careledger/disclosure';
import type { Grain, Measure } from '@careledger/measures';
import { Chance } from './chance';
import { firstOf, type Counterexample, type Law } from './law';
import { LedgerInMemory, type Asked } from './ledger-in-memory';
import { periodWith } from './periods';
import { todays } from './questions';

type Of = Pick<Asked, 'authority' | 'grain' | 'period' | 'today'>;

export const tiesHold: Law = {
  name: 'ties between measures',
  says: 'Every tie between measures holds in every grain and period, and of each group where it says so.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    const numbers = new Numbers(ledger, (id) => engine.measures.measureNamed(id));
    return firstOf(todays(engine, chance, 2), (today) => {
      const now = engine.calendar.parseDay(today);
      const days = [now, now - chance.below(700), now - chance.below(700)];
      return firstOf(engine.measures.GRAINS, (grain) =>
        firstOf(new Set(days.map((day) => periodWith(engine.calendar, grain, day))), (period) =>
          firstOf(ledger.authorities, (authority) =>
            firstOf(TIES, (tie) => numbers.breaks(tie, { authority, grain, period, today })),
          ),
        ),
      );
    });
  },
};

export const periodsOfDistinct: Law = {
  name: 'periods of distinct children',
  says: 'Of distinct children a quarter has at least as many as each of its months, and at most as many as all of them together.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    const distinct = engine.measures.MEASURES.filter(({ kind }) => kind === 'distinct');
    const day = engine.calendar.parseDay('2027-11-17') - chance.below(8 * 365);
    const period = periodWith(engine.calendar, 'quarter', day);
    const last = engine.calendar.parseMonth(period);
    const months = [last - 2, last - 1, last].map((month) => engine.calendar.formatMonth(month));
    const figure = (measure: string, authority: string, grain: Grain, of: string) =>
      ledger.figure({ measure, authority, grain, period: of, today: '2028-01-01' });
    return firstOf(ledger.authorities, (authority) =>
      firstOf(distinct, ({ id: measure }) =>
        firstOf(['numerator', 'denominator'] as const, (part) => {
          const whole = figure(measure, authority, 'quarter', period)?.[part] ?? 0;
          const parts = months.map((month) => figure(measure, authority, 'month', month)?.[part] ?? 0);
          if (Math.max(...parts) <= whole && whole <= parts.reduce((a, b) => a + b, 0)) return null;
          const of = { measure, authority, grain: 'quarter', period, part };
          return { broken: this.says, of, expected: `between those of ${parts.join(', ')}`, found: `${whole}` };
        }),
      ),
    );
  },
};

class Numbers {
  private readonly known = new Map<string, ReturnType<LedgerInMemory['figure']>>();

  constructor(
    private readonly ledger: LedgerInMemory,
    private readonly measureNamed: (id: string) => Measure | undefined,
  ) {}

  breaks(tie: Tie, of: Of): Counterexample | null {
    const measures = [...tie.left, ...tie.right].map(({ measure }) => this.measureNamed(measure));
    const common = (measures[0]?.breakdowns ?? []).filter((by) =>
      measures.every((measure) => measure?.breakdowns.includes(by)),
    );
    return firstOf([undefined, ...(tie.ofGroups ? common : [])], (by) =>
      firstOf(by === undefined ? [''] : this.keys(tie, of, by), (key) => {
        const side = (terms: readonly Term[]): number =>
          terms.reduce((sum, term) => sum + this.number(term, of, by, key), 0);
        const [left, right] = [side(tie.left), side(tie.right)];
        if (tie.relation === '=' ? left === right : left <= right) return null;
        return { broken: tie.says, of: { ...of, by, key }, expected: `${tie.relation} ${right}`, found: `${left}` };
      }),
    );
  }

  private keys(tie: Tie, of: Of, by: string): Set<string> {
    const all = [...tie.left, ...tie.right];
    return new Set(all.flatMap(({ measure }) => Object.keys(this.figure(measure, of, by)?.groups ?? {})));
  }

  private number({ measure, part, group }: Term, of: Of, by: string | undefined, key: string): number {
    const [breakdown, name] = group === undefined ? [by, key] : [group.breakdown, group.key];
    const figure = this.figure(measure, of, breakdown);
    return (breakdown === undefined ? figure : figure?.groups?.[name])?.[part] ?? 0;
  }

  private figure(measure: string, of: Of, by: string | undefined): ReturnType<LedgerInMemory['figure']> {
    const name = JSON.stringify([measure, of, by]);
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const figure = this.ledger.figure({ ...of, measure, by });
    this.known.set(name, figure);
    return figure;
  }
}
