// Writes docs/import/list-columns.md from the event contract.
import { writeFileSync } from 'node:fs';
import { columnsDocument } from '../apps/importer/src/lists/columns-document';

writeFileSync('docs/import/list-columns.md', columnsDocument());
