import { calendarViews } from './views/calendar.sql';
import { describedTables } from './views/described.sql';
import { figureViews } from './views/figures.sql';
import { internalStar } from './views/internal';
import { ledgerViews } from './views/ledger-views';
import { grantToReaders } from './views/reader-roles.sql';
import { viewStatements } from './views/star';

/**
 * SQL views for other tools: what the program writes down for them, the views between, and the star of exact figures.
 * @param live the schema of the ledger's tables
 */
export const sqlViews = (live: string): string[] => [
  ...describedTables,
  ...ledgerViews(live),
  ...calendarViews,
  ...figureViews,
  'CREATE SCHEMA careledger_internal',
  `COMMENT ON SCHEMA careledger_internal IS 'Exact figures for Power BI and Excel, inside the authority alone. See docs/connect-power-bi-and-excel.md.'`,
  ...internalStar.flatMap(viewStatements),
  grantToReaders,
];
