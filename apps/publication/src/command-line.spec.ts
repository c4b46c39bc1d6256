import { readCommandLine } from './command-line';
import { told } from './told';

const read = (line: string, environment: NodeJS.ProcessEnv = {}) => {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  return readCommandLine(
    words.map((word) => word.replaceAll('"', '')),
    environment,
  );
};
const PROPOSE = 'propose --authority 841 --quarter 2020-12 --note Q3';

describe('the command line', () => {
  it.each([
    ['list --authority 841', 'GET', '/v1/publications?authority=841', undefined],
    ['show 7', 'GET', '/v1/publications/7', undefined],
    ['publish 7 --as "b head"', 'POST', '/v1/publications/7/publish', { by: 'b head' }],
    ['publish 7', 'POST', '/v1/publications/7/publish', {}],
    ['withdraw 7', 'POST', '/v1/publications/7/withdraw', {}],
    ['revision 7', 'GET', '/v1/publications/7/revision', undefined],
    ['canonical 7', 'GET', '/v1/publications/7/canonical', undefined],
    ['cells 7', 'GET', '/v1/publications/7/cells?format=csv', undefined],
    [
      `${PROPOSE} --ytd 2020-12 --measure cla --measure caseload --by gender --known-at 2021-01-15T17:00:00+00:00`,
      'POST',
      '/v1/publications',
      {
        authority: '841',
        periods: [
          { grain: 'quarter', period: '2020-12' },
          { grain: 'ytd', period: '2020-12' },
        ],
        measures: ['cla', 'caseload'],
        breakdowns: ['gender'],
        knownAt: '2021-01-15T17:00:00Z',
        note: 'Q3',
      },
    ],
  ])('%s', (line, method, path, body) => {
    expect(read(line)).toMatchObject({ method, path, url: 'http://127.0.0.1:3000', json: false });
    expect(read(line)?.body).toEqual(body);
  });

  it('reads cells --json', () => {
    expect(read('cells 7 --json')).toMatchObject({ path: '/v1/publications/7/cells', json: true, what: 'cells' });
  });

  it.each([
    ['2021-01-15', '2021-01-15T23:59:59.999999Z'],
    ['2021-07-15', '2021-07-15T22:59:59.999999Z'],
    // The clocks go forward on the morning of the one, and back on that of the other.
    ['2021-03-28', '2021-03-28T22:59:59.999999Z'],
    ['2021-10-31', '2021-10-31T23:59:59.999999Z'],
    ['2021-03-27', '2021-03-27T23:59:59.999999Z'],
  ])('takes the date %s for the end of that day in London', (date, knownAt) => {
    expect(read(`${PROPOSE} --known-at ${date}`)?.body).toMatchObject({ knownAt });
  });

  it('takes the port and the token from the environment', () => {
    const environment = { PORT: '4000', CARELEDGER_TOKEN: 't' };
    expect(read('show 7 --json', environment)).toMatchObject({ url: 'http://127.0.0.1:4000', token: 't', json: true });
    expect(read('--help')).toBeNull();
  });

  it.each([
    ['', /the first word must be/],
    ['show', /one name/],
    ['show 1 2', /one name/],
    ['list', /--authority must be/],
    ['propose --authority 841 --note Q3 --known-at 2021-01-15', /of which period/],
    [PROPOSE, /--known-at must say/],
    [`${PROPOSE} --known-at 2021-02-30`, /--known-at is/],
    ['propose --authority 841 --quarter 2020-12 --known-at 2021-01-15', /--note must say/],
    ['publish 1 --note x', /takes no --note/],
    ['withdraw 1 --commentary-checked', /takes no --commentary-checked/],
    ['show 1 --url ftp://x', /--url must be/],
  ])('%s: says what is wrong', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});

describe('answers as people read them', () => {
  it('put the published figure beside the one of today', () => {
    const figure = { measure: 'assessments-45wd', grain: 'quarter', period: '2020-12' };
    const shown = told('publication', {
      id: 1,
      status: 'published',
      authority: '841',
      periods: [{ grain: 'quarter', period: '2020-12' }],
      measures: ['assessments-45wd'],
      decidedBy: 'b.head',
      figures: [
        {
          ...figure,
          numerator: 455,
          denominator: 534,
          value: 85.20599250936329,
          today: { numerator: 457, denominator: 537, value: 85.1024208566108 },
          differs: true,
        },
      ],
      commentary: [
        { measure: 'cla', period: '2020-12', version: 2, author: 'a', writtenAt: 't', text: 'Two\nlines \u001b' },
      ],
      revises: [],
      revisedBy: [2],
    });
    expect(shown).toContain('assessments-45wd  quarter 2020-12  455/534 = 85.21  457/537 = 85.10  yes');
    expect(shown).toContain('Two\nlines \ufffd');
    expect(shown).toContain('It has been revised by publication [2].');
  });

  it('say what has to be read in the commentary before it is published', () => {
    const warned = { measure: 'cla', period: '2020-12', sentence: 'Two boys moved.', numbers: ['Two'] };
    const proposal = { id: 1, status: 'proposed', periods: [], measures: [], decidedBy: null };
    const shown = told('proposal', { ...proposal, commentaryWarnings: [warned] });
    expect(shown).toMatch(/cla, quarter 2020-12: Two boys moved\.[^]*--commentary-checked/);
    expect(told('proposal', { ...proposal, commentaryWarnings: [] })).not.toContain('--commentary-checked');
    expect(read('publish 1 --commentary-checked')).toMatchObject({ body: { commentaryChecked: true } });
  });

  it('say why a figure was revised', () => {
    const figure = { measure: 'm', grain: 'quarter', period: '2020-12', revises: 1, addsUp: true };
    const [then, now] = [
      { numerator: 4, denominator: null },
      { numerator: 3, denominator: null },
    ];
    const causes = [
      { kind: 'correction', numerator: -2, denominator: null },
      { kind: 'late-event', numerator: 1, denominator: 1 },
    ];
    expect(told('revision', { figures: [{ ...figure, then, now, causes }] })).toContain(
      'correction -2, late-event +1/+1',
    );
    expect(told('revision', { figures: [] })).toContain('had been published before');
    expect(told('publications', { publications: [], next: null })).toBe('Nothing is published or proposed.');
    const next = '/v1/publications?authority=841&limit=1&after=7';
    expect(told('publications', { publications: [{ id: 7 }], next })).toMatch(/7[^]*There are more: GET .*after=7$/);
  });
});
