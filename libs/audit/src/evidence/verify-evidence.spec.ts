import { doneAudit } from '../testing/done-audit';
import { makeEvidence } from './make-evidence';
import { MANIFEST, manifestOf } from './manifest';
import type { EvidenceFiles } from './subject';
import { verifyEvidence } from './verify-evidence';
import { filesOfZip, zipOf } from './zip';

const made = makeEvidence(doneAudit());

/** The files with one changed, and a manifest that fits. */
function forged(file: string, change: (text: string) => string): EvidenceFiles {
  const files = new Map(made.files);
  const before = String(files.get(file));
  const after = change(before);
  if (after === before) throw new Error('the test changes nothing');
  files.set(file, Buffer.from(after));
  files.delete(MANIFEST);
  return files.set(MANIFEST, manifestOf(doneAudit().audit.id, files));
}

const wrongIn = (files: EvidenceFiles, expected?: string): string[] =>
  verifyEvidence(files, expected).checks.flatMap(({ wrong }) => wrong);

describe('evidence', () => {
  it('is good as it is made, and the same each time, in a folder as in a zip', () => {
    expect(wrongIn(made.files, made.manifestSha256)).toEqual([]);
    expect(verifyEvidence(made.files)).toMatchObject({ isGood: true, manifestSha256: made.manifestSha256 });
    const zip = zipOf(made.files);
    expect(zipOf(makeEvidence(doneAudit()).files).equals(zip)).toBe(true);
    expect(wrongIn(filesOfZip(zip), made.manifestSha256)).toEqual([]);
  });

  it('has every check look at something', () => {
    for (const { what, count } of verifyEvidence(made.files).checks) expect([what, count > 0]).toEqual([what, true]);
  });

  it.each([...made.files.keys()].filter((file) => file !== MANIFEST))('shows when %s was changed', (file) => {
    const files = new Map(made.files);
    const content = Buffer.from(files.get(file) as Buffer);
    content[content.length - 1]! ^= 1;
    files.set(file, content);
    expect(wrongIn(files)).toContain(`${file} was changed`);
  });

  it('shows what is missing, and what does not belong there', () => {
    const files = new Map(made.files);
    files.delete('sample.json');
    files.set('annex.json', Buffer.from('{}'));
    expect(wrongIn(files)).toEqual(expect.arrayContaining(['sample.json is missing', 'annex.json is in no manifest']));
    files.delete(MANIFEST);
    expect(wrongIn(files)).toEqual(['it is not there']);
  });

  it.each([
    ['a percentage', 'figures.csv', (text: string) => text.replace('66.66666666666667', '76.7'), /value should be 66/],
    ['a month', 'figures.csv', (text: string) => text.replace(/,2,,2,/, ',4,,4,'), /months have a numerator of 8/],
    ['a digest', 'events-digest.json', (text: string) => text.replace(/abab/, 'abac'), /digest is not that/],
    [
      'a count',
      'reconciliation.csv',
      (text: string) => text.replace('flow,5,0', 'flow,5,1'),
      /differ in reconciliation.csv: 1/,
    ],
    [
      'the verdict',
      'reconciliation.json',
      (text: string) => text.replace('"equal": true', '"equal": false'),
      /says not equal/,
    ],
    [
      'the report',
      'report.html',
      (text: string) => text.replace('<strong>Equal.', '<strong>Not equal.'),
      /another verdict/,
    ],
  ] as const)('is found not to fit together where %s is forged and the manifest made anew', (_, file, change, why) => {
    const files = forged(file, change);
    expect(wrongIn(files).join('\n')).toMatch(why);
    expect(wrongIn(files, made.manifestSha256)[0]).toMatch(/^the sha256 of manifest.json is/);
  });

  it('has nothing in its page that could be taken for markup', () => {
    const report = String(made.files.get('report.html'));
    expect(report).toContain('&#60;seven&#62;');
    expect(report).not.toContain('<seven>');
    expect(report).not.toMatch(/<script|https?:/);
  });

  it('counts what came of the sample', () => {
    expect(JSON.parse(String(made.files.get('sample.json')))).toMatchObject({
      drawn: 2,
      results: { agrees: 1, differs: 0, 'not-found': 0 },
      notRecorded: 1,
    });
  });
});
