import { readCommandLine } from './command-line';
import { told } from './told';

const read = (line: string, environment: NodeJS.ProcessEnv = {}) => {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  return readCommandLine(
    words.map((word) => word.replaceAll('"', '')),
    { INIT_CWD: '/home/ops', ...environment },
  );
};

describe('the command line', () => {
  it.each([
    ['parked list', 'GET', '/v1/parked', undefined],
    ['parked list --authority 841', 'GET', '/v1/parked?authority=841', undefined],
    ['parked show 841 child-ada-0001', 'GET', '/v1/parked/841/child-ada-0001', undefined],
    [
      'parked release 841 child-ada-0001 --reason "put right"',
      'POST',
      '/v1/parked/841/child-ada-0001/release',
      { reason: 'put right' },
    ],
    ['parked discard 841 c --offset 17 --reason no', 'POST', '/v1/parked/841/c/discard', { offset: 17, reason: 'no' }],
    ['dead-letters list', 'GET', '/v1/dead-letters?status=open', undefined],
    ['dead-letters list --status discarded', 'GET', '/v1/dead-letters?status=discarded', undefined],
    ['dead-letters show 0-17', 'GET', '/v1/dead-letters/0-17', undefined],
    ['dead-letters discard 0-17 --reason no', 'POST', '/v1/dead-letters/0-17/discard', { reason: 'no' }],
    ['erasure list', 'GET', '/v1/erasures', undefined],
    ['erasure list --authority 841 --state asked', 'GET', '/v1/erasures?authority=841&state=asked', undefined],
    ['erasure due --authority 841', 'GET', '/v1/erasures/due?authority=841', undefined],
    ['erasure show erasure-1', 'GET', '/v1/erasures/erasure-1', undefined],
    [
      'erasure request 841 c --ground objection --reason "request 17"',
      'POST',
      '/v1/erasures',
      { authority: '841', child: 'c', ground: 'objection', reason: 'request 17' },
    ],
    ['erasure carry-out erasure-1', 'POST', '/v1/erasures/erasure-1/carry-out', undefined],
    ['erasure withdraw erasure-1', 'POST', '/v1/erasures/erasure-1/withdraw', undefined],
    ['erasure let-in erasure-1', 'POST', '/v1/erasures/erasure-1/let-in', undefined],
    ['erasure holds --all', 'GET', '/v1/holds?all=true', undefined],
    ['erasure hold 841 --reason inquiry', 'POST', '/v1/holds', { authority: '841', reason: 'inquiry' }],
    ['erasure hold 841 c --reason r', 'POST', '/v1/holds', { authority: '841', child: 'c', reason: 'r' }],
    ['erasure lift 3', 'POST', '/v1/holds/3/lift', undefined],
  ])('%s', (line, method, path, body) => {
    expect(read(line)).toMatchObject({ method, path, url: 'http://127.0.0.1:3000', json: false });
    expect(read(line)?.body).toEqual(body);
  });

  it('takes files from where the person stands, the port and the token from the environment', () => {
    expect(read('parked correct 841 c --offset 1 --event e.json --reason r', { PORT: '4000' })).toMatchObject({
      url: 'http://127.0.0.1:4000',
      path: '/v1/parked/841/c/correct',
      eventFile: '/home/ops/e.json',
      token: undefined,
    });
    expect(read('dead-letters resubmit 0-1 --event e.json --reason r --json', { CARELEDGER_TOKEN: 't' })).toMatchObject(
      {
        eventFile: '/home/ops/e.json',
        token: 't',
        json: true,
      },
    );
    expect(read('dead-letters resubmit 0-1 --reason r')).not.toHaveProperty('eventFile');
    expect(read('rulebook list')).toMatchObject({ method: 'GET', path: '/v1/rulebooks' });
    expect(read('rulebook activate --version 4 --reason r')).toMatchObject({
      method: 'POST',
      path: '/v1/rulebooks/4/activate',
      body: { reason: 'r' },
    });
    expect(read('--help')).toBeNull();
  });

  it.each([
    ['', /parked, dead-letters, erasure or rulebook/],
    ['parked', /list, show, release, discard or correct/],
    ['dead-letters lift 0-1', /list, show, resubmit or discard/],
    ['parked show 841', /two names/],
    ['parked release 841 c', /--reason must say why/],
    ['parked release 841 c --reason " "', /--reason must say why/],
    ['parked discard 841 c --reason r', /--offset must be/],
    ['parked discard 841 c --reason r --offset 1.5', /--offset must be/],
    ['parked correct 841 c --reason r --offset 1', /--event must name/],
    ['parked release 841 c --reason r --offset 1', /takes no --offset/],
    ['dead-letters show', /one name/],
    ['erasure', /list, show, request/],
    ['erasure request 841 c --reason r', /--ground must say/],
    ['erasure request 841 --ground objection --reason r', /two names/],
    ['erasure due', /--authority must say/],
    ['erasure carry-out', /one name/],
    ['parked list --url ftp://x', /--url must be/],
    ['rulebook', /list or activate/],
    ['rulebook activate --reason r', /--version must be/],
    ['rulebook activate --version four --reason r', /--version must be/],
    ['rulebook activate --version 4', /--reason must say why/],
    ['rulebook list --version 4', /takes no --version/],
    ['parked list --colour', /--colour/],
  ])('%s: says what is wrong', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});

describe('answers as people read them', () => {
  it('are tables, in which nothing that was sent can move the cursor', () => {
    const child = { authority: '841', child: 'c-1', since: 17, waiting: 3, parkedAt: '2020-12-09T16:05:12Z' };
    const text = told('parked', { parked: [{ ...child, reason: 'Error: \u001b[2J' }], next: '/v1/parked?after=0.17' });
    expect(text.split('\n')).toEqual([
      'authority  child  since  waiting  parkedAt              reason',
      '841        c-1    17     3        2020-12-09T16:05:12Z  Error: \ufffd[2J',
      'There are more: /v1/parked?after=0.17',
    ]);
    expect(told('parked', { parked: [], next: null })).toBe('No child is parked.');
  });

  it('say where a decision is', () => {
    const decided = { id: 'parked-1-17-first', position: { partition: 1, offset: 20 } };
    expect(told('decision', { ...decided, duplicate: false })).toContain('partition 1, offset 20 of the log');
    expect(told('decision', { ...decided, duplicate: true })).toContain('had been decided already');
  });

  it('show a dead letter with what it holds', () => {
    const letter = { id: '0-1', receivedAt: 't', field: 'data.x', rule: 'is missing', bytes: 2, status: 'open' };
    expect(told('dead letter', { ...letter, payload: '{}', decision: null })).toMatch(
      /The field data.x is missing\.\n\n\{\}$/,
    );
  });
});
