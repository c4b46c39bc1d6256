import { EVENT_TYPES, exampleOf, type JsonObject } from '@careledger/contract';
import { createPool } from '@careledger/store';
import type { Pool } from 'pg';
import { caughtUp, get, LINES, post, postEvents, read, type Status } from '../support/client';
import { SeparateParts, type RunningPart } from '../support/running-parts';

jest.setTimeout(120_000);

/** Wherever a child, or what is said of one, can stand, this stands. */
const MARKER = 'marker-3f9c2e71';

let serial = 0;
/** A valid event of each type, the marker wherever the contract lets any text stand. */
const good = EVENT_TYPES.map((type): JsonObject => {
  const example = Object.fromEntries(Object.entries(exampleOf(type)).filter(([name]) => name !== 'recordedtime'));
  const data = { ...(example['data'] as JsonObject) };
  for (const field of Object.keys(data)) if (/(^id|Id)$/.test(field)) data[field] = `${MARKER}-${++serial}`;
  return { ...example, data, id: `${MARKER}-${++serial}`, subject: `${MARKER}-child-${serial}` };
});
/** The same with the marker in one field of data that takes no such thing, in every one of them in turn. */
const bad = good.flatMap((event) =>
  Object.keys(event['data'] as JsonObject).map((field): JsonObject => {
    return {
      ...event,
      id: `${MARKER}-${++serial}`,
      data: { ...(event['data'] as JsonObject), [field]: `{${MARKER}"` },
    };
  }),
);

/** What nobody but those who may read case data is to see goes through everything that logs. */
describe('the logs', () => {
  let parts: SeparateParts;
  let pool: Pool;
  let [intake, insight, projector] = [] as unknown as [RunningPart, RunningPart, RunningPart];

  beforeAll(async () => {
    parts = await SeparateParts.make({ TODAY: '2021-03-31' });
    pool = createPool(parts.databaseUrl, 2);
    [intake, insight, projector] = await Promise.all([
      parts.start('intake'),
      parts.start('insight'),
      parts.start('projector'),
    ]);
  });
  afterAll(async () => {
    await pool.end();
    await parts.remove();
  });

  it('are written while events are taken, refused, parked, and fail', async () => {
    const { body } = await postEvents(intake.address, [...good, ...bad]);
    expect(body.accepted).toBeGreaterThan(EVENT_TYPES.length / 2);
    expect(body.rejectedCount).toBeGreaterThanOrEqual(bad.length);
    // What nobody can read, and what is asked for in vain.
    for (const text of [`{"${MARKER}`, `[${MARKER}]`, `"${MARKER}"`]) await post(intake.address, text, LINES);
    await post(intake.address, MARKER, `text/${MARKER}`);
    await post(intake.address, `[${MARKER}`, 'application/cloudevents-batch+json');
    for (const path of [`/v1/children/841/${MARKER}`, `/v1/${MARKER}`, `/v1/measures/${MARKER}/series?x=${MARKER}`]) {
      await get(insight.address, path);
      await get(intake.address, path);
    }
    await caughtUp(insight.address);

    // A fault of the database whose text quotes the child: the ledger has it under another number.
    const { authority } = exampleOf('contact.received');
    const failing = { ...good[0], id: `${MARKER}-failing`, subject: `${MARKER}-failing` };
    await pool.query('INSERT INTO child (partition, child, authority, subject) VALUES (0, 999999, $1, $2)', [
      Number(authority),
      failing.subject,
    ]);
    await postEvents(intake.address, [failing]);
    await parts.until('it fails', () => Promise.resolve(projector.said.includes('PostgreSQL refused it')));
    await pool.query('DELETE FROM child WHERE child = 999999');
    await caughtUp(insight.address);

    // An event that cannot be applied: no fold knows its type.
    await projector.stop();
    const poison = { ...good[1], id: `${MARKER}-poison`, subject: `${MARKER}-poison` };
    await postEvents(intake.address, [poison]);
    await pool.query(`UPDATE event SET payload = replace(payload, '"csc.', '"csc.${MARKER}') WHERE payload LIKE $1`, [
      `%${MARKER}-poison%`,
    ]);
    projector = await parts.start('projector');
    await parts.until('it is parked', async () => (await read<Status>(insight.address, '/v1/status')).parked > 0);
    await caughtUp(insight.address);
    await Promise.all([intake.stop(), insight.stop(), projector.stop()]);
  });

  it('say what happened, in lines of JSON, and nothing of a child', () => {
    const lines = parts.running.flatMap(({ log }) => log);
    const messages = lines.map(({ message }) => message).join('\n');
    expect(messages).toMatch(/A child is parked/);
    expect(messages).toMatch(/PostgreSQL refused it \(code 23505; child, /);
    for (const line of lines) {
      expect(line).toMatchObject({ level: expect.stringMatching(/^(info|warn|error)$/) as string });
      expect(new Date(line.time).toISOString()).toBe(line.time);
    }
    expect(parts.running.map(({ said }) => said).join('')).not.toContain(MARKER);
  });
});
