export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres';
export { DataFolderInUse, EmbeddedPostgresError } from './errors';
export { hasDatabase, runningDatabase } from './running-database';
export { defaultSettings, type Settings } from './settings';
