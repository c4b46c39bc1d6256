import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UploadAnswer } from '../../apps/importer/src/upload/uploads';
import { caughtUp, read, type Series } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { importing } from '../support/importer';
import { RunningSystem } from '../support/running-system';
import { SMALL_RETURN } from '../support/small-return';

jest.setTimeout(120_000);

/** The authority that uploads, and the one that brings the same files by the command line. */
const UPLOADER = '841';
const OTHER = '842';

/** The census of 2020-21: a child of the return as well, referred, assessed, and on a plan after a conference. */
const census = (authority: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails><Collection>CIN</Collection><ReferenceDate>2021-03-31</ReferenceDate></CollectionDetails>
    <Source><LEA>${authority}</LEA></Source>
  </Header>
  <Children>
    <Child>
      <ChildIdentifiers><LAchildID>103</LAchildID><PersonBirthDate>2016-10-10</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
      <ChildCharacteristics><Ethnicity>REFU</Ethnicity></ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>2020-10-06</CINreferralDate><ReferralSource>1A</ReferralSource>
        <Assessments>
          <AssessmentActualStartDate>2020-10-06</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>2020-11-19</AssessmentAuthorisationDate>
        </Assessments>
        <Section47><S47ActualStartDate>2020-11-22</S47ActualStartDate><DateOfInitialCPC>2020-12-04</DateOfInitialCPC></Section47>
        <ChildProtectionPlans><CPPstartDate>2020-12-04</CPPstartDate><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse></ChildProtectionPlans>
      </CINdetails>
    </Child>
    <Child>
      <ChildIdentifiers><LAchildID>104</LAchildID><PersonBirthDate>soon</PersonBirthDate><Sex>M</Sex></ChildIdentifiers>
    </Child>
  </Children>
</Message>
`;
/** The child; referral; assessment started and completed; enquiry, conference; plan. */
const CENSUS_EVENTS = 7;

const CONFERENCES = `child,id,heldOn,strategyOn,transferIn,outcome
101,,10/11/2020,29/10/2020,,plan
102,,10/11/2020,28/10/2020,,no-plan
102,,soon,28/10/2020,,plan
`;

let folder: DataFolder;
let system: RunningSystem;
beforeAll(async () => {
  folder = DataFolder.make();
  system = await RunningSystem.start(folder, { TODAY: '2021-03-31' });
});
afterAll(() => folder.remove());

/** Uploads a file as the first authority's; gives back the answer, and what became of all files together. */
async function uploaded({ path, body }: Upload): Promise<UploadAnswer & { readonly all: Record<string, number> }> {
  const [what = '', parameters = ''] = path.split('?');
  const type = body.startsWith('<') ? 'application/xml' : 'text/csv';
  const response = await fetch(`${system.address}/v1/imports/${what}?authority=${UPLOADER}&${parameters}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  const answer = (await response.json()) as UploadAnswer;
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status}: ${JSON.stringify(answer)}`);
  const sum = (of: 'made' | 'accepted' | 'duplicates' | 'refused'): number =>
    answer.files.reduce((total, file) => total + file[of], 0);
  const all = { made: sum('made'), accepted: sum('accepted'), duplicates: sum('duplicates'), refused: sum('refused') };
  return { ...answer, all };
}

/** A file as an upload. */
interface Upload {
  readonly name: string;
  readonly path: string;
  readonly body: string;
}
/** The tables of the small return: the year in which it starts and the table are in the name. */
const TABLES = Object.entries(SMALL_RETURN.files).map(([name, body]): Upload => {
  const [, year, table] = /^(\d+)-(\w+)/.exec(name) ?? [];
  return { name, path: `ssda903?year=${year}&table=${table}`, body };
});
const CENSUS: Upload = { name: 'the census', path: 'cin?', body: census(UPLOADER) };
const LIST: Upload = { name: 'a list', path: 'events?type=icpc.held&list=conferences', body: CONFERENCES };

/** Every figure of an authority, by measure and month. */
async function everything(authority: string): Promise<Record<string, unknown>> {
  const { measures } = await read<{ measures: { id: string }[] }>(system.address, '/v1/measures');
  const figures: Record<string, unknown> = {};
  for (const { id } of measures) {
    const query = `authority=${authority}&grain=month&from=2019-04&to=2021-03`;
    const { points } = await read<Series>(system.address, `/v1/measures/${id}/series?${query}`);
    figures[id] = points.map(({ period, numerator, denominator }) => [period, numerator, denominator].join(' '));
  }
  return figures;
}

describe('importing by upload', () => {
  it('takes a return table by table, the census and a list; says by line what it left out', async () => {
    let made = 0;
    const found: string[] = [];
    for (const table of TABLES) {
      const { all, findings } = await uploaded(table);
      expect(all).toMatchObject({ accepted: all['made'], refused: 0 });
      made += all['made'] ?? 0;
      found.push(...findings.map(({ file, line, reason }) => `${file} ${line} ${reason}`));
    }
    expect(found).toContain('2019-episodes.csv 4 DECOM is no date (dd/mm/yyyy)');
    expect(made).toBeGreaterThanOrEqual(SMALL_RETURN.events);

    const ofCensus = await uploaded(CENSUS);
    expect(ofCensus.all).toEqual({ made: CENSUS_EVENTS, accepted: CENSUS_EVENTS, duplicates: 0, refused: 0 });
    const told = ofCensus.findings.map(({ file, reason }) => `${file}: ${reason}`);
    expect(told).toEqual(['census.xml: PersonBirthDate is no date (YYYY-MM-DD)']);
    const ofList = await uploaded(LIST);
    expect(ofList.all).toEqual({ made: 2, accepted: 2, duplicates: 0, refused: 0 });
    expect(ofList.findings).toMatchObject([{ file: 'conferences', line: 4, outcome: 'left-out' }]);
    expect(JSON.stringify([ofCensus, ofList])).not.toMatch(/2016-10-10|soon/);
    expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('gives the figures that the rows say', async () => {
    const figures = await everything(UPLOADER);
    expect(figures['cla']).toEqual(expect.arrayContaining(['2019-09 2 ', '2020-03 1 ', '2021-03 2 ']));
    expect(figures['cla-started']).toContain('2020-11 1 ');
    expect(figures['referrals-received']).toContain('2020-10 1 ');
    expect(figures['cp-plans']).toEqual(expect.arrayContaining(['2020-11 0 ', '2021-03 1 ']));
    expect(figures['icpc-15wd']).toEqual(expect.arrayContaining(['2020-11 2 2', '2020-12 1 1']));
  });

  it.each([...TABLES, CENSUS, LIST])('$name again is nothing but duplicates', async (upload) => {
    const { all } = await uploaded(upload);
    expect(all).toMatchObject({ made: 0, accepted: 0, refused: 0 });
    expect(all['duplicates']).toBeGreaterThan(0);
  });

  it('by the command line the same files give another authority the same figures, measure by measure', async () => {
    const before = await everything(UPLOADER);
    const [returns, censusFile, list] = written();
    const to = ['--authority', OTHER, '--url', system.address, '--keep', join(folder.path, 'keep')];
    const { totals } = await importing(folder, ['ssda903', returns, ...to]);
    expect(totals).toMatchObject({ rows: SMALL_RETURN.rows, made: SMALL_RETURN.events, accepted: SMALL_RETURN.events });
    await importing(folder, ['cin', censusFile, ...to]);
    await importing(folder, ['events', list, '--type', 'icpc.held', ...to]);
    expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
    expect(await everything(OTHER)).toEqual(before);
    expect(await everything(UPLOADER)).toEqual(before);
  });

  it('the command line goes on from the uploads: the same key and journal, nothing but duplicates', async () => {
    const [returns] = written();
    const keep = join(folder.dataDir, 'import');
    const to = ['--authority', UPLOADER, '--url', system.address, '--keep', keep];
    const { totals } = await importing(folder, ['ssda903', returns, ...to]);
    expect(totals).toMatchObject({ rows: SMALL_RETURN.rows, made: 0, accepted: 0, refused: 0 });
  });
});

/** Writes the files for the command line: the return's folder, the other authority's census, the list. */
function written(): [returns: string, census: string, list: string] {
  const returns = join(folder.path, 'return');
  mkdirSync(returns, { recursive: true });
  for (const [name, text] of Object.entries(SMALL_RETURN.files)) writeFileSync(join(returns, name), text);
  const files = [join(folder.path, 'census.xml'), join(folder.path, 'conferences.csv')] as const;
  writeFileSync(files[0], census(OTHER));
  writeFileSync(files[1], CONFERENCES);
  return [returns, ...files];
}
