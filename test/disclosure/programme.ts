/** Integer programmes of what is known: what follows at once is put in, and what has nothing to do with each other is taken apart. */
import type { Highs } from './solver';

/** Variables with factors; '' is the constant. */
export type Sum = ReadonlyMap<string, number>;

export interface Line {
  readonly terms: Sum;
  readonly relation: '=' | '>=';
  readonly value: number;
}

/** No number is greater. */
const MOST = 100_000;

export class Programme {
  private readonly fixed = new Map<string, number>();
  private readonly parents = new Map<string, string>();
  private readonly parts = new Map<string, Line[]>();

  constructor(lines: readonly Line[]) {
    let left = lines;
    for (let before = -1; before !== this.fixed.size;) {
      before = this.fixed.size;
      left = left.map((line) => this.without(line)).filter((line) => !this.isSettled(line));
    }
    for (const { terms } of left) {
      const [first, ...others] = [...terms.keys()];
      for (const other of others) this.parents.set(this.root(other), this.root(first ?? other));
    }
    for (const line of left) {
      const [first = ''] = line.terms.keys();
      const part = this.root(first);
      const known = this.parts.get(part) ?? [];
      this.parts.set(part, known);
      known.push(line);
    }
  }

  /**
   * What the variables are where a sum is as great or as small as can be: those that have to do with it.
   * @throws Error where nothing satisfies what is known
   */
  solve(highs: Highs, objective: Sum, sense: 'Maximize' | 'Minimize'): Map<string, number> {
    const open = [...objective].filter(([name]) => name !== '' && !this.fixed.has(name));
    const lines = [...new Set(open.map(([name]) => this.root(name)))].flatMap((part) => this.parts.get(part) ?? []);
    const names = new Set([...open.map(([name]) => name), ...lines.flatMap(({ terms }) => [...terms.keys()])]);
    const solution = new Map(this.fixed);
    if (open.length === 0) return solution;
    const problem = [
      sense,
      ` obj: ${written(new Map(open))}`,
      'Subject To',
      ...lines.map(({ terms, relation, value }, i) => ` c${i}: ${written(terms)} ${relation} ${value}`),
      'Bounds',
      ...[...names].map((name) => ` 0 <= ${name} <= ${MOST}`),
      'General',
      ...[...names].map((name) => ` ${name}`),
      'End',
    ].join('\n');
    const { Status: status, Columns: columns } = highs.solve(problem, { output_flag: false });
    if (status !== 'Optimal')
      throw new Error(`what is published contradicts itself (${status}):\n${problem.slice(0, 4000)}`);
    for (const [name, { Primal: value }] of Object.entries(columns)) solution.set(name, Math.round(value ?? 0));
    return solution;
  }

  private without({ terms, relation, value }: Line): Line {
    const known = [...terms].filter(([name]) => this.fixed.has(name));
    if (known.length === 0) return { terms, relation, value };
    const sum = known.reduce((total, [name, factor]) => total + factor * (this.fixed.get(name) ?? 0), 0);
    return { terms: new Map([...terms].filter(([name]) => !this.fixed.has(name))), relation, value: value - sum };
  }

  /** Puts in what a line says of one variable alone. Sums of 0 of what is never negative settle all of theirs. */
  private isSettled({ terms, relation, value }: Line): boolean {
    if (terms.size === 0) {
      if (relation === '=' ? value !== 0 : value > 0) throw new Error('what is published contradicts itself');
      return true;
    }
    if (relation !== '=') return false;
    const [[name, factor] = ['', 0]] = terms;
    if (terms.size === 1) this.fixed.set(name, value / factor);
    else if (value === 0 && [...terms.values()].every((one) => one > 0))
      for (const one of terms.keys()) this.fixed.set(one, 0);
    else return false;
    return true;
  }

  private root(name: string): string {
    let root = name;
    for (let next = this.parents.get(root); next !== undefined && next !== root; next = this.parents.get(root))
      root = next;
    return root;
  }
}

function written(sum: Sum): string {
  return [...sum].map(([name, factor]) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`).join(' ');
}
