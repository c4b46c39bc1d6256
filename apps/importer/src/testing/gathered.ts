import { takeInChild, type GatheredRow, type ReadFile, type Reader } from '../engine/read-file';
import type { ChildReturns, Finding } from '../engine/rows';
import type { Source } from '../engine/source';

/** Stands where the importer sorts the rows of files by child: holds them, and gives the children's returns in the end. */
export class Gathered {
  private readonly rows = new Map<string, GatheredRow[]>();

  readonly gather: Reader['gather'] = (subject, row) => {
    this.rows.set(subject, [...(this.rows.get(subject) ?? []), row]);
  };

  /** The returns by child, and all that there is to find. */
  takenIn(source: Source, files: readonly ReadFile[]): { children: Map<string, ChildReturns>; findings: Finding[] } {
    const findings = files.flatMap((file) => [...file.findings]);
    const children = new Map<string, ChildReturns>();
    for (const [subject, rows] of this.rows) {
      const returns: ChildReturns = new Map();
      takeInChild(source, files, returns, rows, findings);
      children.set(subject, returns);
    }
    findings.sort((a, b) => a.origin.line - b.origin.line);
    return { children, findings };
  }
}
