import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, readConfiguration } from './configuration';
import { readReferenceFolder } from './reference-folder';

describe('REFERENCE_DIR', () => {
  let folder: string;
  const put = (name: string, text: string | Buffer) => writeFileSync(path.join(folder, name), text);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('puts the authority’s own files in the place of the bundled ones', () => {
    put('population.csv', 'authority,year,population,source\n840,2025/26,100300,ONS mid-year estimate\n');
    expect(readConfiguration({ REFERENCE_DIR: folder }, { fixtures: [], defaultFixture: undefined }).reference).toEqual(
      {
        populations: [{ authority: '840', year: '2025/26', population: 100_300, source: 'ONS mid-year estimate' }],
      },
    );
    put('targets.csv', 'authority,measure,grain,target,source\n840,cla-uasc,month,9,Cabinet\n');
    put('notes.txt', 'Other files are let be.');
    const { own, problems } = readReferenceFolder(folder);
    expect(Object.keys(own).sort()).toEqual(['populations', 'targets']);
    expect(problems).toEqual([]);
  });

  it('says which file and line are wrong, all together with what else is', () => {
    put('population.csv', 'authority,year,population,source\n840,2025,100300,ONS\n');
    put('targets.csv', 'authority,measure,grain,target,source\n840,cla-uasc,month,low,Cabinet\n');
    let said: readonly string[] = [];
    try {
      readConfiguration({ REFERENCE_DIR: folder, PORT: 'http' }, { fixtures: [], defaultFixture: undefined });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      said = error.problems;
    }
    expect(said).toEqual([
      expect.stringMatching(/^PORT/),
      `REFERENCE_DIR names files that are not right: ${path.join(folder, 'population.csv')}, line 2: has "2025" in the column year. Write a financial year as its two calendar years, for instance 2020/21 (1 April 2020 to 31 March 2021).`,
      `REFERENCE_DIR names files that are not right: ${path.join(folder, 'targets.csv')}, line 2: has "low" in the column target. Give the target: digits, with a point before decimals and nothing else.`,
    ]);
  });

  it('does not take what belongs to the rulebook', () => {
    put('targets.csv', 'authority,measure,grain,target,source\n');
    put('polarity.csv', 'measure,polarity,unit,source\n');
    expect(readReferenceFolder(folder).problems).toEqual([
      expect.stringMatching(
        /polarity\.csv, but what is in it holds for every authority and belongs to the rulebook\. Take it away/,
      ),
    ]);
  });

  it('takes an empty table: none are set', () => {
    put('targets.csv', 'authority,measure,grain,target,source\n');
    expect(readReferenceFolder(folder)).toEqual({ own: { targets: [] }, problems: [] });
  });

  it('does not take another encoding for text', () => {
    put('population.csv', Buffer.from('authority,year,population,source\n840,2025/26,100300,caf\xe9\n', 'latin1'));
    expect(readReferenceFolder(folder).problems).toEqual([
      expect.stringContaining('population.csv: is not UTF-8 text.'),
    ]);
  });

  it('says where a file cannot be read', () => {
    mkdirSync(path.join(folder, 'targets.csv'));
    expect(readReferenceFolder(folder).problems).toEqual([expect.stringContaining('targets.csv: cannot be read.')]);
  });

  it('is a folder with something to take in it', () => {
    expect(readReferenceFolder(folder).problems).toEqual([
      `is "${folder}", and neither population.csv nor targets.csv is in it. Put one there, or leave it out.`,
    ]);
    expect(readReferenceFolder(path.join(folder, 'away')).problems).toEqual([
      expect.stringContaining('and there is no such folder that can be read.'),
    ]);
  });
});
