import { readAnchors, verifyChains, type Finding } from '@careledger/chains';
import { readConfiguration, ConfigurationError, type Configuration } from '@careledger/config';
import { EmbeddedPostgresError } from '@careledger/embedded-postgres';
import { LineTopic } from '@careledger/event-log';
import { failureText } from '@careledger/logging';
import { createPool } from '@careledger/store';
import { DEFAULT_FIXTURE, FIXTURES } from '@careledger-fixtures/index';
import { findDatabase } from './place';
import { toldEnd, toldFinding } from './told';
import { VerifyError } from './verify-error';

const USAGE = `npm run verify:chain

Verifies that nothing was changed, added, removed, reordered or cut off in the tables of events and postings, nor in what is
derived from them. Reads alone: the program may run meanwhile, or not at all. Says what is wrong and where, and ends with
code 1 then. See docs/chains.md.

  DATABASE_URL                 the database; without it the embedded one of DATA_DIR and FIXTURE
  ANCHOR_FILE, ANCHOR_TOPIC    where the anchors are kept
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const [word] = process.argv.slice(2);
  if (word === '--help' || word === '-h') return say(USAGE);
  if (word !== undefined) throw new VerifyError(`What is "${word}"?\n\n${USAGE}`);
  const configuration = readConfiguration(process.env, {
    fixtures: Object.keys(FIXTURES),
    defaultFixture: DEFAULT_FIXTURE,
  });
  const place = await findDatabase(configuration, say);
  try {
    process.exitCode = (await verify(configuration, place)) ? 0 : 1;
  } finally {
    await place.leave();
  }
}

/** Whether all is as it was written. */
async function verify(
  { anchors: places, kafka }: Configuration,
  { url, name }: { url: string; name: string },
): Promise<boolean> {
  const topic = kafka !== undefined && places?.topic !== undefined ? new LineTopic(kafka, places.topic) : undefined;
  // Anchors first: what they name is in the database by then.
  const { anchors, unreadable } = await readAnchors(places?.file, topic);
  say(`Verifying ${name}`);
  const begin = performance.now();
  const pool = createPool(url, 1, { applicationName: 'careledger verify:chain' });
  try {
    let findings = 0;
    const tell = (finding: Finding): void => {
      findings++;
      say(toldFinding(finding));
    };
    for (const from of unreadable) {
      tell({
        table: 'anchors',
        partition: undefined,
        place: from,
        what: 'This line is no anchor: it was changed or cut.',
      });
    }
    const verifying = verifyChains(pool, { anchors });
    for (let next = await verifying.next(); ; next = await verifying.next()) {
      if (next.done === true) {
        say(toldEnd(next.value, { findings, anchors, seconds: (performance.now() - begin) / 1000 }));
        return findings === 0;
      }
      tell(next.value);
    }
  } finally {
    await pool.end();
  }
}

main().catch((error: unknown) => {
  const isForPeople =
    error instanceof VerifyError || error instanceof ConfigurationError || error instanceof EmbeddedPostgresError;
  process.stderr.write(`${isForPeople ? error.message : failureText(error)}\n`);
  process.exitCode = 1;
});
