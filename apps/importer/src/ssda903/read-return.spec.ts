import { Readable } from 'node:stream';
import type { ReadFile } from '../engine/read-file';
import type { ChildReturns } from '../engine/rows';
import { Gathered } from '../testing/gathered';
import { readReturnCsv, readReturnXml, type ReturnReader, type ReturnText } from './read-return';
import type { FileKind } from './rows';
import { SSDA903 } from './source';

const PSEUDONYMS = {
  subjectOf: (child: string) => `child-${child}`,
  carerOf: (carer: string) => `carer-${carer}`,
  workerOf: (worker: string) => `worker-${worker}`,
  homeOf: (...parts: string[]) => parts.join(':'),
};

function textOf(name: string, text: string, chunk = text.length): ReturnText {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  return { name, year: 2023, open: () => Readable.from(chunks) };
}

/** A file that was read, with its rows by child. */
async function reading<T extends ReadFile>(read: (reader: ReturnReader) => Promise<T>) {
  const gathered = new Gathered();
  const file = await read({ pseudonyms: PSEUDONYMS, gather: gathered.gather });
  const { children, findings } = gathered.takenIn(SSDA903, [file]);
  return { read: file.read, findings, rows: rowsIn(children) };
}

/** All rows of children, without where they stand. */
function rowsIn(children: ReadonlyMap<string, ChildReturns>): string[] {
  return [...children].flatMap(([child, returns]) =>
    [...returns].flatMap(([year, tables]) =>
      Object.entries(tables).flatMap(([table, rows]) =>
        [...rows].map(([key, { row }]) => `${child} ${year} ${table} ${key} ${JSON.stringify(row)}`),
      ),
    ),
  );
}

const TABLES: Readonly<Partial<Record<FileKind, string>>> = {
  header: 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n101,F,28/07/2008,BAFR,O013219285333,,\n102,2,28/02/2007,WBRI,,,\n',
  episodes:
    'CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n' +
    '101,06/04/2023,S,E1,N4,R5,PR2,06/10/2023,X1,CUSTOD,B15 8PZ,E7 5YR,1465167\n' +
    '101,06/10/2023,P,E1,N4,A4,PR1,,,,B15 8PZ,Q6 7TT,8809927\n',
  reviews: 'CHILD,DOB,REVIEW,REVIEW_CODE\n101,28/07/2008,27/09/2023,PN0\n101,28/07/2008,14/01/2024,PN1\n',
  uasc: 'CHILD,SEX,DOB,DUC\n102,2,28/02/2007,\n',
  missing: 'CHILD,DOB,MISSING,MIS_START,MIS_END\n101,28/07/2008,A,29/07/2023,15/09/2023\n',
  oc2:
    'CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,' +
    'SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n101,28/07/2008,21,,1,,1,1,0,0,0,0\n',
  oc3: 'CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n102,28/02/2007,YES,F4,K1\n',
  ad1:
    'CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n' +
    '101,28/07/2008,01/05/2023,02/09/2023,0,2,MF,L11\n',
  sw: 'CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n101,28/07/2008,SW001,06/04/2023,,FCONTA\n',
};

const XML = `<?xml version="1.0" encoding="utf-8"?>
<EXPSSDA903>
 <CHILD>
  <HEADER><CHILDID>101</CHILDID><UPN>O013219285333</UPN><SEX>F</SEX><DOB>28/07/2008</DOB><ETHNIC>BAFR</ETHNIC><UASC>0</UASC>
   <AMISSING><MISSING>A</MISSING><MIS_START>29/07/2023</MIS_START><MIS_END>15/09/2023</MIS_END></AMISSING>
   <AREVIEW><REVIEW>27/09/2023</REVIEW><REVIEW_CODE>PN0</REVIEW_CODE></AREVIEW>
   <AREVIEW><REVIEW>14/01/2024</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
   <MOTHER/><MC_DOB/>
   <PERMANENCE><PREV_PERM>Z1</PREV_PERM></PERMANENCE>
   <AD_PLACED><DATE_PLACED>01/05/2023</DATE_PLACED></AD_PLACED>
   <OC2><SDQ_SCORE>21</SDQ_SCORE><CONVICTED>1</CONVICTED><IMMUNISATIONS>1</IMMUNISATIONS><TEETH_CHECK>1</TEETH_CHECK>
    <HEALTH_ASSESSMENT>0</HEALTH_ASSESSMENT><SUBSTANCE_MISUSE>0</SUBSTANCE_MISUSE></OC2>
   <SWEPISODE><SW_ID>SW001</SW_ID><SW_DECOM>2023-04-06</SW_DECOM><SW_DEC/><SW_REASON>FCONTA</SW_REASON></SWEPISODE>
  </HEADER>
  <EPISODE><DECOM>06/04/2023</DECOM><RNE>S</RNE><LS>E1</LS><CIN>N4</CIN><PL>R5</PL><PL_POST>E7 5YR</PL_POST>
   <HOME_POST>B15 8PZ</HOME_POST><URN>1465167</URN><PLACE_PROVIDER>PR2</PLACE_PROVIDER><DEC>06/10/2023</DEC><REC>X1</REC>
   <REASON_PLACE_CHANGE>CUSTOD</REASON_PLACE_CHANGE></EPISODE>
  <EPISODE><DECOM>06/10/2023</DECOM><RNE>P</RNE><LS>E1</LS><PL>A4</PL><PL_POST>Q6 7TT</PL_POST><URN>8809927</URN>
   <PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC/><REC/></EPISODE>
  <AD1><DATE_INT>01/05/2023</DATE_INT><DATE_MATCH>02/09/2023</DATE_MATCH><FOSTER_CARE>0</FOSTER_CARE></AD1>
 </CHILD>
 <CHILD>
  <HEADER><CHILDID>102</CHILDID><SEX>2</SEX><DOB>28/02/2007</DOB><ETHNIC>WBRI</ETHNIC><UASC>1</UASC><DUC/></HEADER>
  <OC3><IN_TOUCH>YES</IN_TOUCH><ACTIV>F4</ACTIV><ACCOM>K1</ACCOM></OC3>
 </CHILD>
</EXPSSDA903>`;

test('the XML form says what the files say, in whatever pieces it arrives', async () => {
  const files = await Promise.all(
    Object.entries(TABLES).map(([kind, text]) =>
      reading((reader) => readReturnCsv(textOf(`2023-${kind}.csv`, text), kind as FileKind, reader)),
    ),
  );
  for (const chunk of [XML.length, 7]) {
    const xml = await reading((reader) => readReturnXml(textOf('2023.xml', XML, chunk), reader));
    expect(xml.findings).toEqual([]);
    expect(xml.read).toBe(12);
    expect(xml.rows.sort()).toEqual(files.flatMap(({ rows }) => rows).sort());
  }
});

test('a row of the XML form that makes no sense is told by its line, and costs nothing else', async () => {
  const broken = XML.replace('<DECOM>06/10/2023', '<DECOM>31/02/2024').replace('<CHILDID>102', '<CHILDID>');
  const xml = await reading((reader) => readReturnXml(textOf('2023.xml', broken), reader));
  expect(xml.findings.map(({ origin, reason }) => `${origin.line} ${reason}`)).toEqual([
    '18 DECOM is no date (dd/mm/yyyy)',
    '23 CHILD is empty',
    '23 CHILD is empty',
    '24 CHILD is empty',
  ]);
  expect(xml.rows.filter((row) => row.includes('child-101'))).toHaveLength(9);
});

test.each([
  [XML.replace('</EPISODE>', '</EPISODES>'), 'it is not well-formed XML (unexpected close tag, line 17)'],
  [XML.slice(0, -30), 'it is not well-formed XML'],
  ['<Message><Children/></Message>', 'its outermost element is Message, not EXPSSDA903'],
  ['', 'it is empty'],
])('what is not the return stops the import', async (text, message) => {
  await expect(reading((reader) => readReturnXml(textOf('2023.xml', text), reader))).rejects.toThrow(message);
});

test('an entity that the document declares is not expanded', async () => {
  const text = `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>${XML.slice(XML.indexOf('<EXP')).replace('>101<', '>&e;<')}`;
  await expect(reading((reader) => readReturnXml(textOf('2023.xml', text), reader))).rejects.toThrow(
    'invalid character entity',
  );
});
