// An instance of the program, as far as its database goes, for tests to refuse, kill and outlive: starts PostgreSQL on
// the folder named, says in lines of JSON what happens, stops cleanly on SIGINT, and leaves without a word on SIGTERM.
import { DataFolderInUse, startEmbeddedPostgres } from '..';
import { hasty, type OwnerMessage } from './owner';

const say = (message: OwnerMessage): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

async function main(dataDir: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    settings: hasty,
    onProgress: (progress) => say({ is: 'progress', progress }),
    onLost: (error) => {
      say({ is: 'lost', message: error.message });
      void postgres.stop();
    },
  });
  process.once('SIGINT', () => void postgres.stop().then(() => say({ is: 'stopped' })));
  process.once('SIGTERM', () => process.exit(0));
  say({ is: 'ready', url: postgres.url, pid: postgres.pid, adopted: postgres.adopted });
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  const holder = error instanceof DataFolderInUse ? error.holder : undefined;
  say({
    is: 'refused',
    message: error instanceof Error ? error.message : String(error),
    ...(holder === undefined ? {} : { holder }),
  });
  process.exitCode = 1;
});
