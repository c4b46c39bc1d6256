import { whatIsMissing } from '../../infra/kafka/libraries';
import { buildParts } from '../faults/built-parts';
import { FAULTS } from '../faults/faults';
import { tableOf } from '../faults/table';
import { withstand } from '../faults/trial';
import { describeOrSkipLoudly } from '../support/kafka';

const LONG = process.env['FAULTS'] === 'long';
const SEED = Number(process.env['FAULTS_SEED'] ?? Date.now() % 2 ** 31);
const SECONDS = LONG ? 30 : 3;
/** The short form has all its faults on one site, one after the other; in the long one each has a site of its own. */
const TRIALS = LONG ? FAULTS.map((fault) => [fault]) : [FAULTS.filter(({ inShort }) => inShort)];

jest.setTimeout(600_000);

describeOrSkipLoudly('faults on a real broker and a real database', whatIsMissing(), () => {
  beforeAll(() => buildParts());

  for (const faults of TRIALS) {
    const lacking = faults.map((fault) => fault.whatIsMissing?.()).find((missing) => missing !== undefined);
    const names = faults.map(({ title }) => title).join('; ');
    describeOrSkipLoudly(names, lacking, () => {
      it(`all that is acknowledged counts once (seed ${SEED})`, async () => {
        const rows = await withstand(faults, { seconds: SECONDS, seed: SEED, form: LONG ? 'long' : 'short' });
        for (const { sent, acknowledged, counted, waiting } of rows) {
          expect(acknowledged).toBeGreaterThan(0);
          expect(counted + waiting).toBeGreaterThanOrEqual(acknowledged);
          expect(counted + waiting).toBeLessThanOrEqual(sent);
        }
        process.stderr.write(`${tableOf(rows)}\n`);
      });
    });
  }
});
