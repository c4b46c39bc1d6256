import { range, type Findings } from './finding';

/** What the postings of a seal stand on beside their own rows: numbers of cells and accounts, some more than once. */
export interface Rests {
  readonly cells: Int32Array;
  readonly accounts: Int32Array;
}

interface BrokenSeal {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly what: string;
  readonly cells: ReadonlySet<number>;
  readonly accounts: ReadonlySet<number>;
}

const KINDS = ['cells', 'accounts'] as const;
const TABLES = { cells: 'cell', accounts: 'account' } as const;

/**
 * Tells changed postings from changed meanings: where a row of `cell` or `account` was changed, every seal breaks over postings that
 * carry it, and no sound one is over such.
 */
export class Suspects {
  private readonly broken: BrokenSeal[] = [];
  private readonly sound = { cells: new Set<number>(), accounts: new Set<number>() };

  isSound(rests: Rests): void {
    for (const kind of KINDS) {
      const sound = this.sound[kind];
      const ids = rests[kind];
      for (let place = 0; place < ids.length; place++) sound.add(ids[place] as number);
    }
  }

  isBroken(seal: Omit<BrokenSeal, keyof Rests> & Rests): void {
    this.broken.push({ ...seal, cells: new Set(seal.cells), accounts: new Set(seal.accounts) });
  }

  /** Says what was changed. */
  tell(findings: Findings): void {
    let left = this.broken;
    for (let worst = this.worst(left); worst !== undefined; worst = this.worst(left)) {
      const { kind, id, seals } = worst;
      findings.add(
        TABLES[kind],
        undefined,
        `id ${id}`,
        `It does not mean what it meant when postings were sealed that carry it: the row was changed. All ${seals} seals over such postings are broken and none is sound.`,
      );
      left = left.filter((seal) => !seal[kind].has(id));
    }
    for (const seal of left) {
      const rests = KINDS.flatMap((kind) => {
        const ids = [...seal[kind]].filter((id) => !this.sound[kind].has(id)).sort((a, b) => a - b);
        return ids.length === 0 ? [] : `${TABLES[kind]} ${ids.join(', ')}`;
      });
      const or = rests.length === 0 ? '' : ` It may also be a row of ${rests.join(' or of ')} that was.`;
      findings.add('posting', seal.partition, range('number', seal.first, seal.last), `${seal.what}${or}`);
    }
  }

  /** The cell or account that more than one of these seals can be broken by, and most of them. */
  private worst(seals: readonly BrokenSeal[]): { kind: (typeof KINDS)[number]; id: number; seals: number } | undefined {
    let worst: { kind: (typeof KINDS)[number]; id: number; seals: number } | undefined;
    for (const kind of KINDS) {
      const counts = new Map<number, number>();
      for (const seal of seals) {
        for (const id of seal[kind]) if (!this.sound[kind].has(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      for (const [id, count] of counts) if (count > (worst?.seals ?? 1)) worst = { kind, id, seals: count };
    }
    return worst;
  }
}
