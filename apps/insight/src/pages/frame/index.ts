export * from './addresses';
export * from './components';
export { csvText } from './csv';
export { Frame } from './frame';
export { html, Markup, NOTHING, raw, type Part } from './markup';
export { rowMarkup, tableMarkup, type Cell, type Column, type ShownCell, type Table } from './table';
export { Pages } from './page';
export { LIVE_SCRIPT_PATH } from './assets';
export { agoInWords, counted } from './ago';
