import { fixtureNamed } from '@careledger-fixtures/index';
import { darlingtonCells, durhamCells } from './cells';
import { contradictionsOf } from './contradictions';
import { verify } from './verify';

jest.setTimeout(300_000);

describe('published tables reproduced', () => {
  it.each([
    ['darlington', darlingtonCells(), '372 cells: 370 equal, 2 in contradiction, 0 not met'],
    ['durham', durhamCells('required'), '171 cells: 163 equal, 8 in contradiction, 0 not met'],
  ])('%s', (fixture, cells, count) => {
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line.trim());
    expect(verify(fixtureNamed(fixture), cells, [], contradictionsOf(cells), { say, briefly: false })).toBe(0);
    expect(lines).toContain(count);
  });

  it('a cell that is changed is not met, and not excused', () => {
    const cells = darlingtonCells().map((cell) =>
      cell.row === 'CSC 201' && cell.period === '2020-06' && cell.what === 'count'
        ? { ...cell, published: '292' }
        : cell,
    );
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line);
    expect(verify(fixtureNamed('darlington'), cells, [], contradictionsOf(cells), { say, briefly: true })).toBe(1);
    expect(lines.join('\n')).toMatch(/CSC 201 cla .* 292 +291 {2}NOT MET/);
  });
});
