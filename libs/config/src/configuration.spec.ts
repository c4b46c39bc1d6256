import path from 'node:path';
import { parseDay, parseMonth } from '@careledger/calendar';
import { ConfigurationError, readConfiguration } from './configuration';
import { KEEP_ALL } from './retention';
import type { Environment } from './settings';

const known = { fixtures: ['riverside', 'tiny'], defaultFixture: 'riverside' };
const read = (env: Environment) => readConfiguration(env, known);
const url = 'postgresql://care:s3cret@db.example:5432/careledger';

function problems(env: Environment): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfiguration', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataDir: path.resolve('.data'),
      databaseDir: path.resolve('.data', 'riverside'),
      kafkaPort: 9092,
      anchors: { file: path.resolve('.data', 'riverside', 'anchors.jsonl'), minutes: 10 },
      fixture: 'riverside',
      today: undefined,
      tolerancePercent: 10,
      reference: {},
      retention: KEEP_ALL,
      auth: 'none',
      access: { mode: 'none' },
      warnings: [
        'AUTH is not set: everybody on this machine can read and write all that is here. These children are made up.',
      ],
    });
  });

  it('takes what is set', () => {
    const configuration = read({
      PORT: '8080',
      HOST: '::1',
      DATABASE_URL: url,
      DATA_DIR: '/var/lib/careledger',
      KAFKA_PORT: '19092',
      FIXTURE: 'none',
      TODAY: '2024-02-29',
      AUTH: 'none',
    });
    expect(configuration).toEqual({
      port: 8080,
      host: '::1',
      databaseUrl: url,
      dataDir: '/var/lib/careledger',
      databaseDir: '/var/lib/careledger/real',
      kafkaPort: 19092,
      fixture: undefined,
      today: parseDay('2024-02-29'),
      tolerancePercent: 10,
      reference: {},
      retention: KEEP_ALL,
      auth: 'none',
      access: { mode: 'none' },
      warnings: [expect.stringMatching(/^AUTH is "none": everybody on this machine can read/)],
    });
  });

  it('takes the address of a child in the case system', () => {
    const address = 'https://case.example/{authority}/children/{child}?tab=visits';
    expect(read({ CASE_URL: address }).caseUrl).toBe(address);
    expect(read({ CASE_URL: 'http://localhost:8080/{child}' }).caseUrl).toBe('http://localhost:8080/{child}');
    const wrong = (text: string) => problems({ CASE_URL: text });
    expect(wrong('https://case.example/children')).toEqual([
      'CASE_URL has no {child} for the child’s pseudonym. Write it like https://case.example/children/{child}.',
    ]);
    for (const text of [
      'http://case.example/{child}',
      'javascript:alert({child})',
      'https://a.example/{child}/{name}',
    ]) {
      expect(wrong(text)).toEqual([expect.stringMatching(/^CASE_URL is no address that begins with https/)]);
    }
    expect(wrong('https://{child}.example/')).toEqual([expect.stringMatching(/^CASE_URL must name a host/)]);
    expect(wrong('https://u:p@case.example/{child}')).toEqual([expect.stringMatching(/^CASE_URL holds a user/)]);
  });

  it('reports everything that is wrong together', () => {
    const wrong = { PORT: 'http', KAFKA_PORT: '0', TODAY: '2021-02-29', AUTH: 'basic', FIXTURE: 'atlantis' };
    expect(() => read(wrong)).toThrow(ConfigurationError);
    expect(problems(wrong)).toEqual([
      'PORT is "http", which is no port. Give a whole number from 0 to 65535 (0: any free port).',
      'KAFKA_PORT is "0", which is no port. Give a whole number from 1 to 65535.',
      'TODAY is "2021-02-29", which is no real date. Write it as YYYY-MM-DD, for instance 2021-03-31.',
      'AUTH is "basic". Use oidc (an identity provider), key (a local key) or none (loopback alone).',
      'FIXTURE is "atlantis", and there is no such fixture. Use one of: none, riverside, tiny.',
    ]);
    expect(() => read({ PORT: 'http', TODAY: 'now' })).toThrow(
      'The configuration is not right:\n- PORT is "http", which is no port. Give a whole number from 0 to 65535 (0: any free port).\n- TODAY',
    );
  });

  it.each(['PORT', 'HOST', 'DATABASE_URL', 'DATA_DIR', 'KAFKA_PORT', 'FIXTURE', 'TODAY', 'REFERENCE_DIR', 'AUTH'])(
    'does not guess what an empty %s means',
    (name) => expect(problems({ [name]: ' ' })).toContain(`${name} is set but empty. Give it a value or leave it out.`),
  );

  it('knows how near to its target a figure must be to be called near', () => {
    expect(read({}).tolerancePercent).toBe(10);
    expect(read({ TARGET_TOLERANCE_PERCENT: '5' }).tolerancePercent).toBe(5);
    expect(problems({ TARGET_TOLERANCE_PERCENT: '101' })).toEqual([
      expect.stringContaining('TARGET_TOLERANCE_PERCENT is "101"'),
    ]);
  });

  it('knows from when the records are complete, and what prints reports', () => {
    expect(read({ RECORDS_FROM: '2020-04' }).recordsFrom).toBe(parseMonth('2020-04'));
    expect(problems({ RECORDS_FROM: '2020' })).toEqual([
      expect.stringContaining('RECORDS_FROM is "2020", which is no month'),
    ]);
    expect(read({ CHROMIUM_PATH: process.execPath }).chromium).toBe(process.execPath);
    expect(problems({ CHROMIUM_PATH: __filename })).toEqual([
      expect.stringContaining(`CHROMIUM_PATH is "${__filename}"`),
    ]);
  });

  describe('PORT', () => {
    it.each(['-1', '65536', '80.5', '1e3', '0x50', '80 81'])('is not %s', (PORT) => {
      expect(problems({ PORT })).toEqual([expect.stringContaining(`PORT is "${PORT}", which is no port`)]);
    });

    it('may be 0', () => expect(read({ PORT: '0' }).port).toBe(0));
  });

  describe('HOST', () => {
    it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', 'localhost', 'LocalHost'])('may be %s', (HOST) => {
      expect(read({ HOST }).host).toBe(HOST);
    });

    it.each(['0.0.0.0', '::', '192.168.1.4', '::ffff:192.168.1.4', 'care.example', '128.0.0.1', '[::1]'])(
      'may not be %s without a way to show who one is',
      (HOST) => {
        const said = (auth: string) =>
          `HOST is "${HOST}", which others can reach, and nobody would have to show who they are: AUTH is ${auth}. ` +
          'Set AUTH=oidc with AUTH_ISSUER and AUTH_AUDIENCE, or AUTH=key with AUTH_KEY_FILE (npm run token makes the key), ' +
          'or use a loopback address: 127.0.0.1, ::1 or localhost.';
        expect(problems({ HOST })).toEqual([said('not set')]);
        expect(problems({ HOST, AUTH: 'none' })).toEqual([said('"none"')]);
        expect(problems({ HOST, AUTH: 'key' })).toEqual([]);
      },
    );
  });

  describe('DATABASE_URL', () => {
    it.each([url, 'postgres://localhost/careledger', 'postgresql:///careledger?host=/var/run/postgresql'])(
      'may be %s',
      (DATABASE_URL) => expect(read({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL),
    );

    it.each([
      ['host=db password=s3cret', 'is not a URL'],
      ['mysql://care:s3cret@db/careledger', 'does not begin with postgresql://'],
      ['postgresql:///careledger?password=s3cret', 'names no host'],
      ['postgresql://care:s3cret@db', 'names no database'],
      ['postgresql://care:s3cret@db/', 'names no database'],
    ])('is not %s, and what is said keeps the password out', (DATABASE_URL, message) => {
      const [problem, ...others] = problems({ DATABASE_URL });
      expect(problem).toBe(`DATABASE_URL ${message}. Write it as postgresql://user:password@host:5432/database.`);
      expect(problem).not.toContain('s3cret');
      expect(others).toEqual([]);
    });
  });

  describe('DATA_DIR', () => {
    it('holds a folder for each history', () => {
      const DATA_DIR = 'data/here';
      expect(read({ DATA_DIR }).databaseDir).toBe(path.resolve('data/here/riverside'));
      expect(read({ DATA_DIR, FIXTURE: 'tiny' }).databaseDir).toBe(path.resolve('data/here/tiny'));
      expect(read({ DATA_DIR, FIXTURE: 'none' }).databaseDir).toBe(path.resolve('data/here/real'));
    });

    it('is a path', () => expect(problems({ DATA_DIR: 'a\0b' })).toEqual(['DATA_DIR is not the path of a folder.']));
  });

  describe('anchors', () => {
    it('are in the folder of the embedded database', () => {
      expect(read({ FIXTURE: 'none' }).anchors).toEqual({
        file: path.resolve('.data', 'real', 'anchors.jsonl'),
        minutes: 10,
      });
    });

    it('are nowhere beside a database server, unless a place is named', () => {
      expect(read({ DATABASE_URL: url }).anchors).toBeUndefined();
      const named = { ANCHOR_FILE: '/mnt/worm/heads.jsonl', ANCHOR_MINUTES: '60' };
      expect(read({ DATABASE_URL: url, ...named }).anchors).toEqual({ file: '/mnt/worm/heads.jsonl', minutes: 60 });
      const topic = { KAFKA_BROKERS: '127.0.0.1:9092', ANCHOR_TOPIC: 'anchors' };
      expect(read({ DATABASE_URL: url, ...topic }).anchors).toEqual({ topic: 'anchors', minutes: 10 });
    });

    it('need brokers for a topic, and a time that is one', () => {
      expect(problems({ ANCHOR_TOPIC: 'anchors', ANCHOR_MINUTES: '0' })).toEqual([
        'ANCHOR_MINUTES is "0". Give a whole number of minutes from 1 to 1440.',
        'ANCHOR_TOPIC means nothing without KAFKA_BROKERS. Name the brokers, or use ANCHOR_FILE.',
      ]);
    });
  });

  describe('FIXTURE', () => {
    it('is none where a database is given', () => {
      expect(read({ DATABASE_URL: url }).fixture).toBeUndefined();
      expect(read({ DATABASE_URL: url, FIXTURE: 'none' }).fixture).toBeUndefined();
    });

    it('is none in an app that loads none by itself', () => {
      expect(readConfiguration({}, { fixtures: ['tiny'], defaultFixture: undefined }).fixture).toBeUndefined();
    });

    it('may be named on the embedded database alone', () => {
      expect(read({ FIXTURE: 'tiny' }).fixture).toBe('tiny');
      expect(problems({ FIXTURE: 'tiny', DATABASE_URL: url })).toEqual([
        'FIXTURE names a made-up history ("tiny") beside DATABASE_URL: made-up children never mix with real ones. Set FIXTURE=none, or leave out DATABASE_URL.',
      ]);
      expect(problems({ FIXTURE: 'tiny', KAFKA_BROKERS: 'kafka-1:9092' })).toEqual([
        expect.stringMatching(/^FIXTURE names a made-up history \("tiny"\) beside KAFKA_BROKERS/),
      ]);
    });
  });

  it.each(['real', 'none'])('does not let a fixture be called %s', (name) => {
    expect(() => readConfiguration({}, { fixtures: [name], defaultFixture: undefined })).toThrow(
      'A fixture may not be called',
    );
  });

  describe('AUTH', () => {
    it('is none under a fixture, of which is said that it is made up', () => {
      expect(read({}).warnings).toEqual([expect.stringMatching(/These children are made up\.$/)]);
    });

    it('is none with a warning where case data may be real', () => {
      for (const env of [{ FIXTURE: 'none' }, { DATABASE_URL: url }]) {
        expect(read(env).auth).toBe('none');
        expect(read(env).warnings).toEqual([
          expect.stringMatching(/^AUTH is not set: everybody on this machine can read/),
        ]);
      }
    });

    it('is none with another warning where that is said', () => {
      expect(read({ FIXTURE: 'none', AUTH: 'none' }).warnings).toEqual([
        expect.stringMatching(/^AUTH is "none": everybody .* sealed records too/),
      ]);
    });

    it('may be a local key, whose file lies with the data', () => {
      const { auth, access, warnings } = read({ AUTH: 'key', DATA_DIR: '/data', FIXTURE: 'none' });
      expect({ auth, warnings }).toEqual({ auth: 'key', warnings: [] });
      expect(access).toMatchObject({ keyFile: '/data/auth-key.json', audience: 'careledger' });
    });

    it('may be an identity provider, which must be named', () => {
      expect(problems({ AUTH: 'oidc' })).toEqual([
        expect.stringMatching(/^AUTH_ISSUER is not set/),
        expect.stringMatching(/^AUTH_AUDIENCE is not set/),
      ]);
      const env = {
        AUTH: 'oidc',
        AUTH_ISSUER: 'https://id.example/',
        AUTH_AUDIENCE: 'care',
        AUTH_ROLES_CLAIM: 'realm.roles',
      };
      expect(read(env).access).toMatchObject({
        issuer: 'https://id.example/',
        audience: 'care',
        jwksUrl: undefined,
        claims: { roles: 'realm.roles', authorities: 'authorities', sources: 'sources' },
      });
    });

    it.each(['AUTH_ISSUER', 'AUTH_JWKS_URL'])('takes no keys over an open line (%s)', (name) => {
      const env = { AUTH: 'oidc', AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'care' };
      expect(problems({ ...env, [name]: 'http://id.example' })).toEqual([
        expect.stringContaining(`${name} is "http://id.example". Give an address that begins with https://`),
      ]);
      expect(problems({ ...env, [name]: 'http://127.0.0.1:8080/x' })).toEqual([]);
    });

    it.each(['0', 'many', '-1'])('has no limit of %s requests a minute', (limit) => {
      expect(problems({ AUTH: 'key', RATE_LIMIT_READER: limit })).toEqual([
        expect.stringMatching(/^RATE_LIMIT_READER is /),
      ]);
    });
  });
});
