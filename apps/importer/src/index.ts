export { keepFolder } from './keep-folder';
export { registerImportBodies } from './upload/import-bodies';
export { ImporterModule } from './upload/importer.module';
