/** What keeps a command from being done; the message is for the person who gave it. */
export class CommandError extends Error {}

/** Does a command; where it cannot be done, says why on standard error and ends with 1. */
export function runCommand(command: () => Promise<void>): void {
  command().catch((error: unknown) => {
    const isForPeople = error instanceof CommandError;
    process.stderr.write(
      `${isForPeople ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error)}\n`,
    );
    process.exitCode = 1;
  });
}
