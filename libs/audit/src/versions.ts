import { bankHolidaysVersion } from '@careledger/calendar';
import type { ClientBase } from 'pg';
import { version as program } from '../../../package.json';
import type { Versions } from './result';

/** What makes the audit, and by which rulebook its figures are. The commit is known where the program was built with `SOURCE_COMMIT` set. */
export async function readVersions(client: ClientBase, rulebook: number): Promise<Versions> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return {
    program,
    commit: process.env['SOURCE_COMMIT'] ?? null,
    rulebook,
    bankHolidays: bankHolidaysVersion,
    node: process.version,
    postgres: rows[0]?.server_version ?? 'unknown',
  };
}
