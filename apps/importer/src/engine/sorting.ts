import { NamelessFile } from './nameless-file';

/** A text under the key by which it is sorted. */
export interface Keyed {
  readonly key: string;
  readonly text: string;
}

const HELD_CHARACTERS = 8 << 20;

/**
 * Sorts texts by key, as many as there are: what does not fit into memory is set aside on the disk in sorted runs, which are
 * merged in the end. Texts of one key stay in the order in which they came.
 */
export class Sorting {
  private held: Keyed[] = [];
  private heldCharacters = 0;
  private file: NamelessFile | undefined;
  private runs: { readonly from: number; readonly to: number }[] = [];

  /**
   * @param folder where what does not fit is set aside
   * @param limit how many characters are held in memory
   */
  constructor(
    private readonly folder: string,
    private readonly limit = HELD_CHARACTERS,
  ) {}

  /** Neither may hold a line break, nor the key a tab. */
  add(key: string, text: string): void {
    this.held.push({ key, text });
    this.heldCharacters += key.length + text.length;
    if (this.heldCharacters >= this.limit) this.setAside();
  }

  /** Forgets all that was added. */
  clear(): void {
    this.held = [];
    this.heldCharacters = 0;
    this.runs = [];
  }

  /** All that was added, by key. */
  *sorted(): Generator<Keyed, void> {
    // Runs in the order in which they were set aside, what is in memory last: so the earlier of two under one key comes first.
    const sources = [...this.runs.map((run) => this.read(run)), this.inMemory()].map((rest) => ({
      rest,
      next: taken(rest),
    }));
    for (;;) {
      let first: (typeof sources)[number] | undefined;
      for (const source of sources) {
        if (source.next === undefined) continue;
        if (first?.next === undefined || source.next.key < first.next.key) first = source;
      }
      if (first?.next === undefined) return;
      yield first.next;
      first.next = taken(first.rest);
    }
  }

  close(): void {
    this.clear();
    this.file?.close();
  }

  private setAside(): void {
    this.file ??= new NamelessFile(this.folder);
    const from = this.file.end();
    for (const { key, text } of this.inMemory()) this.file.addLine(`${key}\t${text}`);
    this.runs.push({ from, to: this.file.end() });
    this.held = [];
    this.heldCharacters = 0;
  }

  private *inMemory(): Generator<Keyed, void> {
    yield* this.held.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  private *read({ from, to }: { from: number; to: number }): Generator<Keyed, void> {
    for (const line of this.file?.lines(from, to) ?? []) {
      const at = line.indexOf('\t');
      yield { key: line.slice(0, at), text: line.slice(at + 1) };
    }
  }
}

function taken(from: Generator<Keyed, void>): Keyed | undefined {
  const step = from.next();
  return step.done === true ? undefined : step.value;
}
