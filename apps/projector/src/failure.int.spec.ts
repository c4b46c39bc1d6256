import type { CaseEvent } from '@careledger/contract';
import { JournalLog } from '@careledger/event-log';
import { failureText } from '@careledger/logging';
import { createPool } from '@careledger/store';
import { NestFactory } from '@nestjs/core';
import { freshDatabase } from '../../../test/support/database';
import { LogStrategy } from './log-strategy';
import { Projector } from './projector';
import { ProjectorModule } from './projector.module';

const SUBJECT = 'child-ada-0001';
const EVENT = {
  specversion: '1.0',
  id: 'e-1',
  source: '/test/case-system',
  type: 'csc.contact.received',
  subject: SUBJECT,
  authority: '500',
  recordedtime: '2020-06-01T09:00:00Z',
  data: { id: 'c1', receivedOn: '2020-06-01' },
} as CaseEvent;

describe('a batch that the database refuses', () => {
  it('fails as it did, and no line that is printed names the child', async () => {
    const database = await freshDatabase();
    const pool = createPool(database.url, 8);
    const log = await JournalLog.open({ pool, partitions: 1 });
    const projector = new Projector(pool, () => undefined);
    const printed: string[] = [];
    const watch = (['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((text) => printed.push(String(text)) > 0),
    );
    try {
      // The ledger has the child under another number: PostgreSQL quotes it in what it answers.
      await pool.query(`INSERT INTO child (partition, child, authority, subject) VALUES (0, 99, 500, $1)`, [SUBJECT]);
      let tell: (error: unknown) => void;
      const failed = new Promise<unknown>((resolve) => (tell = resolve));
      const app = await NestFactory.createMicroservice(ProjectorModule.around(projector), {
        strategy: new LogStrategy({
          log,
          from: (partition) => projector.nextOffset(partition),
          maxBatch: 10,
          onFailure: (error) => tell(error),
        }),
      });
      await app.listen();
      await log.append([{ event: EVENT, payload: JSON.stringify(EVENT) }], { historical: false });
      const error = await failed;
      await app.close();

      expect((error as { detail?: string }).detail).toContain(SUBJECT);
      expect(failureText(error)).toBe('PostgreSQL refused it (code 23505; child, child_by_subject)');
      expect(printed.join('')).not.toContain(SUBJECT);
    } finally {
      watch.forEach((spy) => spy.mockRestore());
      await log.close();
      await pool.end();
      await database.drop();
    }
  });
});
