import { publicationStar } from './views/publication';
import { grantToReaders } from './views/reader-roles.sql';
import { viewStatements } from './views/star';

/** The star of what was published, for other tools. */
export const publicationViews = [
  'CREATE SCHEMA careledger_publication',
  `COMMENT ON SCHEMA careledger_publication IS 'Published figures for Power BI and Excel, small numbers suppressed. See docs/connect-power-bi-and-excel.md.'`,
  ...publicationStar.flatMap(viewStatements),
  grantToReaders,
];
