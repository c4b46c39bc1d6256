import { connect } from 'node:net';
import { LogUnavailable } from './event-log';
import { asLogError, meansUnavailable } from './unavailable';

const coded = (code: string): Error => Object.assign(new Error('something'), { code });

describe('what means that the database is away', () => {
  it.each([
    '08006',
    '57P01',
    '57P03',
    '53300',
    '53100',
    '58030',
    '40P01',
    '25006',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
  ])('is the code %s', (code) => expect(meansUnavailable(coded(code))).toBe(true));

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])('is "%s"', (message) =>
    expect(meansUnavailable(new Error(message))).toBe(true),
  );

  it('is a connection that is refused at one address or at several', async () => {
    const refused = await new Promise((resolve) => connect(9, '127.0.0.1').on('error', resolve));
    expect(meansUnavailable(refused)).toBe(true);
    expect(meansUnavailable(new AggregateError([refused, refused]))).toBe(true);
  });

  it.each(['22021', '23505', '42P01', 'ERR_INVALID_ARG_TYPE'])('is not the code %s', (code) =>
    expect(meansUnavailable(coded(code))).toBe(false),
  );

  it('is no fault of the program', () => {
    expect(meansUnavailable(new TypeError('x is undefined'))).toBe(false);
    expect(meansUnavailable(null)).toBe(false);
    expect(asLogError('text')).toBe('text');
  });

  it('is told with its reason', () => {
    const error = asLogError(new Error('Connection terminated unexpectedly'));
    expect(error).toBeInstanceOf(LogUnavailable);
    expect(String(error)).toBe('LogUnavailable: The event log cannot be reached: Connection terminated unexpectedly');
  });
});
