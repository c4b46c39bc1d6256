/** `npm run verify:published`: each published cell beside the computed figure. */
import { fixtureNamed } from '@careledger-fixtures/index';
import { darlingtonCells, durhamCells } from './cells';
import { ComputedFigures } from './computed';
import { contradictionsOf } from './contradictions';
import { verify } from './verify';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const briefly = process.argv.includes('--brief');

const TABLES = [
  { fixture: 'darlington', title: 'Darlington, April to December 2020', cells: darlingtonCells, others: () => [] },
  {
    fixture: 'durham',
    title: 'County Durham, 2022/23 to quarter 2 of 2024/25',
    cells: () => durhamCells('required'),
    others: () => durhamCells('others'),
  },
];

let unmet = 0;
for (const { fixture, title, cells, others } of TABLES) {
  if (wanted.length > 0 && !wanted.includes(fixture)) continue;
  say(`\n${title}: made-up children, fitted to published figures`);
  const all = cells();
  unmet += verify(new ComputedFigures(fixtureNamed(fixture)), all, others(), contradictionsOf(all), { say, briefly });
}
process.exitCode = unmet === 0 ? 0 : 1;
