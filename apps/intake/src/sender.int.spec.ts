import { MadeTokens } from '../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import type { Answer } from './reception';
import { RunningIntake } from './testing/running-intake';

const LINES = 'application/x-ndjson';

let database: TestDatabase;
let tokens: MadeTokens;
let intake: RunningIntake;

beforeAll(async () => {
  database = await freshDatabase();
  tokens = await MadeTokens.make();
  intake = await RunningIntake.start(database.url, tokens.access);
});
afterAll(async () => {
  await intake.stop();
  await database.drop();
  tokens.remove();
});

let made = 0;
function contact(authority: string, source: string): string {
  const id = `e-${++made}`;
  return `${JSON.stringify({
    ...{ specversion: '1.0', id, source, type: 'csc.contact.received', subject: 'child-0001', authority },
    ...{ recordedtime: '2020-04-01T09:00:00Z', data: { id, receivedOn: '2020-04-01' } },
  })}\n`;
}

const OURS = '/authority/841/case-system';

describe('an emitter', () => {
  it('sends events of its own authority and source; any other is refused by itself, and shown to its own operators', async () => {
    const emitter = await tokens.bearer({ roles: ['emitter'], sources: [OURS] });
    const body = contact('841', OURS) + contact('100', OURS) + contact('841', '/other') + '{oops\n';
    const { status, body: answer } = await intake.post<Answer>(body, LINES, '', emitter);
    expect(status).toBe(202);
    expect(answer).toMatchObject({
      ...{ accepted: 1, rejectedCount: 3 },
      rejected: [
        { index: 1, field: 'authority', rule: 'must be one that the token is for: 841' },
        { index: 2, field: 'source', rule: `must be one that the token is for: ${OURS}` },
        { index: 3, field: '', rule: 'must be JSON' },
      ],
    });
    const seen = async (authority: string) => {
      const reader = await tokens.bearer({ roles: ['operations'], authorities: [authority] });
      return (await intake.get<{ refusals: unknown[] }>(`/v1/refusals?authority=${authority}`, reader)).body.refusals
        .length;
    };
    expect([await seen('841'), await seen('100')]).toEqual([3, 0]);
    const reader = await tokens.bearer({ roles: ['operations'] });
    expect((await intake.get('/v1/refusals', reader)).status).toBe(403);
  });

  it('does not load history, and an importer does nothing else', async () => {
    const emitter = await tokens.bearer({ roles: ['emitter'], sources: [OURS] });
    const importer = await tokens.bearer({ roles: ['importer'] });
    expect((await intake.post(contact('841', OURS), LINES, '?historical=true', emitter)).status).toBe(403);
    expect((await intake.post(contact('841', OURS), LINES, '', importer)).status).toBe(403);
    expect((await intake.post(contact('841', '/return'), LINES, '?historical=true', importer)).status).toBe(202);
    const other = await intake.post<Answer>(contact('100', '/return'), LINES, '?historical=true', importer);
    expect([other.status, other.body.rejected[0]?.field]).toEqual([422, 'authority']);
  });

  it('that is not let in hears so, however much it has still to send', async () => {
    const much = (function* () {
      for (let count = 0; count < 2_000; count++) yield contact('841', OURS).repeat(20);
    })();
    expect((await intake.post(much, LINES)).status).toBe(401);
  });

  it('sees what was refused about a sealed child no more than anybody without the role', async () => {
    await intake.pool.query(
      `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', 'child-0001', 'test', 'test')`,
    );
    const asked = async (roles: ('operations' | 'sealed-records')[]) =>
      (await intake.get<{ refusals: object[] }>('/v1/refusals?authority=841', await tokens.bearer({ roles }))).body
        .refusals;
    expect(await asked(['operations'])).toMatchObject([
      { sealed: true, payload: null, id: null },
      { sealed: true, payload: null, id: null },
      { payload: '{oops' },
      { sealed: true, payload: null, id: null },
    ]);
    expect(JSON.stringify(await asked(['operations', 'sealed-records']))).toContain('child-0001');
  });
});
