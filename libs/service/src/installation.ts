import { openDatabase } from '@careledger/store';

/** Brings the tables of a database up to date. Of several processes that start at once one does it, the others wait. */
export async function bringTablesUpToDate(url: string): Promise<void> {
  await (await openDatabase(url)).destroy();
}
