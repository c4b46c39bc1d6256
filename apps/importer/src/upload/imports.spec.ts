import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { parseInstant } from '@careledger/calendar';
import { ProblemFilter } from '@careledger/http-problems';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { importReturns } from '../import-returns';
import { IntakeClient } from '../intake-client';
import { AFolder } from '../testing/a-folder';
import { AnIntake } from '../testing/an-intake';
import { registerImportBodies } from './import-bodies';
import { ImporterModule } from './importer.module';
import type { UploadAnswer } from './uploads';

const HEADER = 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n111111,2,15/06/2005,WBRI,,,\n';
const EPISODES =
  'CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n' +
  '111111,09/04/2017,S,C2,N1,U4,PR1,31/10/2017,E8,,,,\n111111,31/02/2018,S,C2,N1,U4,PR1,,,,,,\n';
const NOW = parseInstant('2026-05-01T09:00:00Z');

let kept: AFolder;
let intake: AnIntake;
let intakeUrl: string;
let app: NestFastifyApplication;
let address: string;

async function start(closed?: string): Promise<void> {
  const settings = { keep: kept.path, sink: new IntakeClient(intakeUrl, () => undefined), now: () => NOW, closed };
  app = await NestFactory.create<NestFastifyApplication>(ImporterModule.forRoot(settings), new FastifyAdapter(), {
    logger: ['error'],
  });
  registerImportBodies(app.getHttpAdapter().getInstance());
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  address = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}

beforeEach(async () => {
  kept = new AFolder();
  intake = new AnIntake();
  intakeUrl = await intake.start();
  await start();
});

afterEach(async () => {
  await app.close();
  await intake.stop();
  kept.remove();
});

interface Reply {
  readonly status: number;
  readonly body: UploadAnswer & { readonly detail?: string; readonly field?: string };
}

async function post(path: string, body: string, type = 'text/csv'): Promise<Reply> {
  const response = await fetch(`${address}/v1/imports/${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

const OF_2017 = 'ssda903?authority=841&year=2017';

test('a table a request, rows told by line; again all duplicates', async () => {
  expect((await post(`${OF_2017}&table=header`, HEADER)).body.notes[0]).toContain('A new key was made');
  const { status, body } = await post(`${OF_2017}&table=episodes`, EPISODES);
  expect(status).toBe(200);
  expect(body.findings).toEqual([
    { file: '2017-episodes.csv', line: 3, outcome: 'left-out', reason: 'DECOM is no date (dd/mm/yyyy)' },
  ]);
  expect(body.files[0]).toMatchObject({ file: '2017-episodes.csv', read: 2, leftOut: 1, made: 4, accepted: 4 });
  const again = await post(`${OF_2017}&table=episodes`, EPISODES);
  expect(again.body.files.map(({ made, accepted, duplicates }) => [made, accepted, duplicates])).toEqual([
    [0, 0, 4],
    [0, 0, 1],
  ]);
  expect(intake.events.size).toBe(5);
});

test('the command line goes on from an upload: one key, one journal, the same events', async () => {
  await post(`${OF_2017}&table=header`, HEADER);
  await post(`${OF_2017}&table=episodes`, EPISODES);
  const files = new AFolder();
  files.write('2017-header.csv', HEADER);
  files.write('2017-episodes.csv', EPISODES);
  const options = {
    folder: files.path,
    authority: '841',
    url: intakeUrl,
    dryRun: false,
    keep: kept.path,
    journalLost: false,
  };
  const summary = await importReturns({ ...options, yearNaming: 'start' }, { now: () => NOW, say: () => undefined });
  files.remove();
  expect(summary.files.map(({ made, duplicates }) => [made, duplicates])).toEqual([
    [0, 1],
    [0, 4],
  ]);
});

test('the return and the census as XML, a list, a template', async () => {
  const xml =
    '<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID><SEX>1</SEX><DOB>15/06/2005</DOB></HEADER></CHILD></EXPSSDA903>';
  expect((await post(OF_2017, xml, 'application/xml')).body.files[0]).toMatchObject({ made: 1, accepted: 1 });
  const census = `<Message><Header><CollectionDetails><Collection>CIN</Collection><ReferenceDate>2023-03-31</ReferenceDate>
    </CollectionDetails><Source><LEA>841</LEA></Source></Header><Children><Child><ChildIdentifiers><LAchildID>1</LAchildID>
    <PersonBirthDate>2005-06-15</PersonBirthDate><Sex>M</Sex></ChildIdentifiers></Child></Children></Message>`;
  expect((await post('cin?authority=841', census, 'text/xml; charset=utf-8')).body.files[0]).toMatchObject({ made: 1 });
  const template = await fetch(`${address}/v1/imports/templates/icpc.held`);
  expect(template.headers.get('content-type')).toContain('text/csv');
  const list = `${await template.text()}1,,10/05/2024,29/04/2024,,plan\r\n1,,soon,29/04/2024,,plan\r\n`;
  const { body } = await post('events?authority=841&type=icpc.held&list=conferences', list);
  expect(body.files[0]).toMatchObject({ file: 'conferences', read: 2, made: 1 });
  expect(body.findings[0]).toMatchObject({ line: 3, reason: 'heldOn must be a real date written as YYYY-MM-DD' });
  expect(new Set([...intake.events.values()].map(({ subject }) => subject)).size).toBe(1);
});

test('a dry run keeps and sends nothing; what the intake refuses is told by line', async () => {
  const dry = await post(`${OF_2017}&table=header&dryRun=true`, HEADER);
  expect(dry.body).toMatchObject({ dryRun: true, files: [{ made: 1, sent: 0 }] });
  expect(intake.requests).toEqual([]);
  intake.answersBefore.push({
    status: 202,
    body: '{"accepted":0,"duplicates":0,"rejected":[{"index":0,"field":"id","rule":"id-reused-in-a-test"}]}',
  });
  await post(`${OF_2017}&table=header`, HEADER).then(({ body }) => expect(body.detail).toContain('its journal'));
});

test('uploads at once take turns', async () => {
  const replies = await Promise.all(
    ['2017', '2018', '2019', '2020'].map((year) => post(`ssda903?authority=841&year=${year}&table=header`, HEADER)),
  );
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(intake.events.size).toBe(1);
});

test.each([
  ['ssda903?year=2017&table=header', 'text/csv', 400, 'authority must be the three digits'],
  ['ssda903?authority=841&table=header', 'text/csv', 400, 'year must be a year'],
  ['ssda903?authority=841&year=2017', 'text/csv', 400, 'table must be one of header, episodes'],
  ['ssda903?authority=841&year=2017&table=header', 'application/xml', 400, 'leave out the parameter table'],
  ['ssda903?authority=841&year=2017&table=header&folder=x', 'text/csv', 400, 'folder must not be there'],
  [
    'ssda903?authority=841&year=2017&table=uasc',
    'text/csv',
    422,
    '2017-uasc.csv cannot be imported: it has no column DUC',
  ],
  ['ssda903?authority=841&year=2026&table=header', 'text/csv', 422, 'a time that has not come'],
  ['ssda903?authority=841&year=2017', 'application/xml', 422, 'it is not well-formed XML'],
  ['ssda903?authority=841&year=2017&table=header', 'application/json', 400, ''],
  ['ssda903?authority=841&year=2017&table=header', 'text/plain', 415, 'Files are taken as text/csv'],
  ['cin?authority=841', 'text/csv', 415, 'This is taken as XML alone'],
  ['events?authority=841&type=record.retracted&list=a', 'text/csv', 400, 'type must be one of child.described'],
  ['events?authority=841&type=icpc.held', 'text/csv', 400, 'list must be a name'],
])('%s as %s is refused with %i', async (path, type, status, detail) => {
  const reply = await post(path, HEADER, type);
  expect([reply.status, reply.body.detail]).toEqual([status, expect.stringContaining(detail)]);
  expect(intake.events.size).toBe(0);
});

test('a large file that is no table is answered although it is still coming', async () => {
  const rows = Readable.from(
    (function* () {
      yield 'not,the,table\n';
      for (let at = 0; at < 400; at++) yield `${'x'.repeat(1023)}\n`.repeat(64);
    })(),
  );
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest(`${address}/v1/imports/${OF_2017}&table=header`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
    });
    request.on('response', (response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    // After the answer the connection is of no interest.
    request.on('error', reject);
    rows.pipe(request);
  });
  expect(status).toBe(422);
});

test('a body that breaks off changes nothing, and the next one is taken', async () => {
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${address}/v1/imports/${OF_2017}&table=header`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
    });
    request.on('error', () => resolve());
    request.write('CHILD,SEX,DOB\n111111,2,');
    setTimeout(() => request.destroy(), 50);
    request.on('close', () => resolve());
  });
  const { body } = await post(`${OF_2017}&table=header`, HEADER);
  expect(body.files).toMatchObject([{ read: 1, made: 1, accepted: 1 }]);
});

test('a system of made-up children takes no upload', async () => {
  await app.close();
  await start('This system shows made-up children.');
  expect(await post(`${OF_2017}&table=header`, HEADER)).toMatchObject({ status: 409 });
});
