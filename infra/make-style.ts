// Writes apps/insight/src/pages/frame/kept-style.json: the pages' stylesheet, made of style/*.scss and govuk-frontend.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { keptStyle } from './kept-style';

const target = resolve(__dirname, '../apps/insight/src/pages/frame/kept-style.json');
const kept = keptStyle();
writeFileSync(target, `${JSON.stringify(kept, null, 2)}\n`);
process.stdout.write(`${target}: ${kept.css.length} bytes\n`);
