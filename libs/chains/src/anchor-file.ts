import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { anchorIn, type KeptAnchor } from './anchor';

/** What is read back of kept anchors. */
export interface ReadAnchors {
  readonly anchors: readonly KeptAnchor[];
  /** Where something stands that is no anchor. */
  readonly unreadable: readonly string[];
}

/**
 * Adds a line to the end of the file, which is made where it is missing; fulfilled once the disk has it.
 * @throws Error of the file system
 */
export async function appendLine(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a+', 0o640);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // A line that a crash has cut stays what it is: what comes after it must not become part of it.
    const begin = size > 0 && last.toString() !== '\n' ? '\n' : '';
    await handle.write(`${begin}${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Reads the anchors of a file; none where there is no such file. */
export async function readAnchorFile(file: string): Promise<ReadAnchors> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const name = basename(file);
  return readLines(text.split('\n').map((line, index) => ({ line, from: `${name}, line ${index + 1}` })));
}

/** Reads anchors from lines, each with where it is from; empty lines are nothing. */
export function readLines(lines: readonly { readonly line: string; readonly from: string }[]): ReadAnchors {
  const anchors: KeptAnchor[] = [];
  const unreadable: string[] = [];
  for (const { line, from } of lines) {
    if (line.trim() === '') continue;
    const anchor = anchorIn(line);
    if (anchor === undefined) unreadable.push(from);
    else anchors.push({ ...anchor, from });
  }
  return { anchors, unreadable };
}
