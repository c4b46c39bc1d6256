import { parseArgs } from 'node:util';

export const USAGE = `npm run rebuild -- [--mend] [--keep] [--json]

Derives the whole read side again from the event store, into tables of its own beside the live ones; compares the two; and
switches over where they are alike. The system goes on meanwhile. See docs/rebuild.md.

  --mend   switches over as well where rows differ: what was tampered with or lost is then as the events have it
  --keep   keeps the old tables, in a schema of their own (generation_<number>)
  --json   prints what the comparison came to as it is

The database is that of the environment: DATABASE_URL, or the embedded one of DATA_DIR and FIXTURE while the system runs.
`;

/** What is asked of the command. */
export interface Order {
  readonly mend: boolean;
  readonly keep: boolean;
  readonly json: boolean;
}

/** Reads the command line; null where help was asked for. @throws Error that says what is wrong */
export function readCommandLine(words: readonly string[]): Order | null {
  const { values } = parsed(words);
  if (values.help === true) return null;
  return { mend: values.mend === true, keep: values.keep === true, json: values.json === true };
}

function parsed(words: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      options: { mend: flag, keep: flag, json: flag, help: { ...flag, short: 'h' } },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`The command cannot be understood: ${message}.\n\n${USAGE}`);
  }
}
