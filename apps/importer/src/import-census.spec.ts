import { parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { importCensus } from './import-census';
import type { ImportSummary } from './import-summary';
import { AFolder } from './testing/a-folder';
import { AnIntake } from './testing/an-intake';
import { inWords, sentences, standing } from './testing/small-returns';
import type { Statement } from './engine/case-events';

let folder: AFolder;
let kept: AFolder;
let intake: AnIntake;
let url: string;

beforeEach(async () => {
  folder = new AFolder();
  kept = new AFolder();
  intake = new AnIntake();
  url = await intake.start();
});

afterEach(async () => {
  await intake.stop();
  folder.remove();
  kept.remove();
});

function census(endYear: number, ...children: readonly string[]): string {
  return folder.write(
    `cin-${endYear}.xml`,
    `<?xml version="1.0" encoding="UTF-8"?>
<Message>
 <Header>
  <CollectionDetails><Collection>CIN</Collection><Year>${endYear}</Year><ReferenceDate>${endYear}-03-31</ReferenceDate></CollectionDetails>
  <Source><SourceLevel>L</SourceLevel><LEA>841</LEA><DateTime>${endYear}-05-23T11:14:05</DateTime></Source>
 </Header>
 <Children>
${children.join('\n')}
 </Children>
</Message>`,
  );
}

function child(
  details: string,
  { born = '2015-03-27', sex = '<GenderCurrent>1</GenderCurrent>', disability = 'HAND' } = {},
): string {
  return `<Child>
<ChildIdentifiers><LAchildID>DfEX0000001</LAchildID><UPN>A123456789123</UPN><PersonBirthDate>${born}</PersonBirthDate>${sex}</ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>${disability}</Disability></Disabilities></ChildCharacteristics>
${details}
</Child>`;
}

const ASSESSMENT = `<Assessments><AssessmentActualStartDate>2022-10-06</AssessmentActualStartDate>
<AssessmentAuthorisationDate>2022-11-19</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment><AssessmentFactors>1C</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>`;
const PLAN = `<CINPlanDates><CINPlanStartDate>2022-11-24</CINPlanStartDate><CINPlanEndDate>2022-12-06</CINPlanEndDate></CINPlanDates>`;
const S47 = `<Section47><S47ActualStartDate>2022-11-22</S47ActualStartDate><InitialCPCtarget>2022-12-13</InitialCPCtarget>
<DateOfInitialCPC>2022-12-06</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>`;
const PROTECTION = `<ChildProtectionPlans><CPPstartDate>2022-12-06</CPPstartDate><InitialCategoryOfAbuse>PHY</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP><Reviews><CPPreviewDate>2023-02-15</CPPreviewDate>
<CPPreviewDate>2023-03-15</CPPreviewDate></Reviews></ChildProtectionPlans>`;
const details = (inside: string): string =>
  `<CINdetails><CINreferralDate>2022-10-06</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N4</PrimaryNeedCode>
${inside}<ReferralNFA>0</ReferralNFA></CINdetails>`;
const WHOLE = details(ASSESSMENT + PLAN + S47 + PROTECTION);

function run(path: string, authority = '841'): Promise<ImportSummary> {
  return importCensus(
    { path, authority, url, dryRun: false, keep: kept.path, journalLost: false },
    { now: () => parseInstant('2026-05-01T09:00:00Z'), say: () => undefined },
  );
}

function told(events: Iterable<CaseEvent> = intake.events.values()): string[] {
  return [...events]
    .map(({ type, data }) => inWords({ type: type.slice(4), data } as Statement).replaceAll('cin:', ''))
    .sort();
}

function made({ files }: ImportSummary): number {
  return files.reduce((sum, each) => sum + each.made, 0);
}

const SAID = `
  child.described: birthMonth 2015-03, gender M, ethnicity WBRI, disabled true
  referral.received 2022-10-06: receivedOn 2022-10-06, source 1A
  assessment.started 2022-10-06: startedOn 2022-10-06, referralId 2022-10-06
  assessment.completed 2022-10-06: completedOn 2022-11-19
  cin-plan.started 2022-11-24: startedOn 2022-11-24
  cin-plan.ended 2022-11-24: endedOn 2022-12-06
  s47.started 2022-11-22: startedOn 2022-11-22
  icpc.held 2022-11-22: heldOn 2022-12-06, strategyOn 2022-11-22
  cp-plan.started 2022-12-06: startedOn 2022-12-06, category NEG
  cp-review.held 2023-02-15: heldOn 2023-02-15
  cp-review.held 2023-03-15: heldOn 2023-03-15`;

test('each module becomes its events; nothing that names the child goes out', async () => {
  const summary = await run(census(2023, child(WHOLE)));
  expect(summary.findings).toEqual([]);
  expect(summary.files).toMatchObject([{ read: 8, made: 11, accepted: 11 }]);
  expect(told()).toEqual(sentences(SAID));
  const events = [...intake.events.values()];
  expect(new Set(events.map(({ recordedtime }) => recordedtime))).toEqual(new Set(['2023-04-01T12:00:00Z']));
  expect(events[0]?.source).toBe('/authority/841/cin-census');
  expect(JSON.stringify(events)).not.toMatch(/DfEX|A123456|2015-03-27/);
});

test.each([
  ['Sex of the later years', { sex: '<Sex>F</Sex>' }, 'gender F, ethnicity WBRI, disabled true'],
  ['an unborn child', { sex: '<GenderCurrent>0</GenderCurrent>' }, 'gender U, ethnicity WBRI, disabled true'],
  ['not disabled', { disability: 'NONE' }, 'gender M, ethnicity WBRI, disabled false'],
  ['nothing known of it', { disability: '' }, 'gender M, ethnicity WBRI'],
])('%s', async (_what, of, says) => {
  await run(census(2023, child(WHOLE, of)));
  expect(told().find((line) => line.startsWith('child'))).toBe(`child.described: birthMonth 2015-03, ${says}`);
});

test('again all duplicates; corrected and back; what is gone is retracted', async () => {
  await run(census(2023, child(WHOLE)));
  const first = standing([...intake.events.values()]);
  expect(made(await run(census(2023, child(WHOLE))))).toBe(0);
  expect(made(await run(census(2023, child(WHOLE.replace('2022-11-19', '2022-11-20')))))).toBe(1);
  expect(standing([...intake.events.values()])).not.toEqual(first);
  expect(made(await run(census(2023, child(WHOLE))))).toBe(1);
  expect(standing([...intake.events.values()])).toEqual(first);
  // The enquiry and its conference.
  expect(made(await run(census(2023, child(WHOLE.replace(S47, '')))))).toBe(2);
  expect(standing([...intake.events.values()]).size).toBe(first.size - 2);
});

test('the next year: its row wins; a plan that it no longer lists had ended; an assessment never completed is taken back', async () => {
  const open = ASSESSMENT.replace(/<AssessmentAuthorisationDate>.*?<\/AssessmentAuthorisationDate>/, '');
  await run(census(2023, child(details(open + PROTECTION))));
  const summary = await run(census(2024, child(details(S47.replaceAll('2022-1', '2023-1')))));
  expect(made(summary)).toBe(4);
  const later = [...intake.events.values()].filter(({ recordedtime = '' }) => recordedtime > '2024');
  expect(told(later)).toEqual(
    sentences(`
      s47.started 2023-11-22: startedOn 2023-11-22
      icpc.held 2023-11-22: heldOn 2023-12-06, strategyOn 2023-11-22
      cp-plan.ended 2022-12-06: endedOn 2023-03-31
      record.retracted 2022-10-06: entity assessment`),
  );
});

test('a module that makes no sense is told by its line and costs nothing else', async () => {
  const summary = await run(
    census(
      2023,
      child(
        WHOLE.replace('2022-11-19', '2022-10-05').replace('<CPPreviewDate>2023-03-15', '<CPPreviewDate>2023-04-02'),
      ),
      child(WHOLE).replace('DfEX0000001', ''),
      child(WHOLE, { born: '27/03' }).replace('DfEX0000001', 'DfEX0000002'),
    ),
  );
  expect(summary.findings.slice(0, 4).map(({ origin, reason }) => `${origin.line} ${reason}`)).toEqual([
    '12 AssessmentAuthorisationDate lies before AssessmentActualStartDate',
    '16 CPPreviewDate lies after the census year',
    '18 LAchildID is empty',
    '28 PersonBirthDate is no date (YYYY-MM-DD)',
  ]);
  expect(summary.findings.slice(4).every(({ reason }) => reason.startsWith('the census has no record'))).toBe(true);
  expect(made(summary)).toBe(8);
});

test.each([
  ['<Message><Children/></Message>', 'it has no Header'],
  ['<EXPSSDA903/>', 'its outermost element is EXPSSDA903, not Message'],
])('what is no census stops the import', async (text, message) => {
  await expect(run(folder.write('a.xml', text))).rejects.toThrow(`a.xml cannot be imported: ${message}`);
});

test('another authority’s census, and one of a year that has not ended, are refused', async () => {
  await expect(run(census(2023, child(WHOLE)), '840')).rejects.toThrow('its LEA is "841", not 840');
  await expect(run(census(2027, child(WHOLE)))).rejects.toThrow('which speaks from 2027-04-01T12:00:00Z');
  expect(intake.events.size).toBe(0);
});
