export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres';
export { DataFolderInUse, EmbeddedPostgresError } from './errors';
export { defaultSettings, type Settings } from './settings';
