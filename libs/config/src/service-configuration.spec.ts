import { readLogFormat, readServiceConfiguration } from './service-configuration';

const DATABASE_URL = 'postgresql://careledger:secret@db.example:5432/careledger';

describe('the configuration of a separate process', () => {
  it('has a port for each part, so that all run on one machine, and no made-up children', () => {
    const ports = (['intake', 'projector', 'insight'] as const).map((service) => {
      const configuration = readServiceConfiguration({ DATABASE_URL }, service);
      expect(configuration).toMatchObject({ fixture: undefined, logFormat: 'json', shutdownSeconds: 20 });
      return configuration.port;
    });
    expect(ports).toEqual([3001, 3002, 3003]);
    expect(readServiceConfiguration({ DATABASE_URL, PORT: '4000' }, 'intake').port).toBe(4000);
  });

  it('names everything that is wrong at once', () => {
    const read = () =>
      readServiceConfiguration(
        { LOG_FORMAT: 'xml', SHUTDOWN_SECONDS: '0', PORT: 'high', FIXTURE: 'darlington' },
        'insight',
      );
    for (const name of [
      'DATABASE_URL is not set',
      'LOG_FORMAT is "xml"',
      'SHUTDOWN_SECONDS is "0"',
      'PORT is "high"',
      'FIXTURE is',
    ]) {
      expect(read).toThrow(name);
    }
  });

  it('never repeats a password', () => {
    const read = () => readServiceConfiguration({ DATABASE_URL: 'mysql://a:secret@b/c' }, 'intake');
    expect(read).toThrow('DATABASE_URL does not begin with postgresql://');
    expect(read).not.toThrow('secret');
  });

  it('log lines are for people only where that is asked for, or by default', () => {
    expect(readLogFormat({}, 'text')).toBe('text');
    expect(readLogFormat({ LOG_FORMAT: 'json' }, 'text')).toBe('json');
    expect(() => readLogFormat({ LOG_FORMAT: '' }, 'text')).toThrow('LOG_FORMAT is set but empty');
  });
});
