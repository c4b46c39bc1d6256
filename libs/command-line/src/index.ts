export { ask, askForJson, type Answer, type Request } from './ask';
export { CommandError, runCommand } from './command-error';
export { lines, more, rowsIn, table, text, type Row } from './words';
