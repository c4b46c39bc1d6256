import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { openLog } from '@careledger/event-log';
import { createPool, LEDGER_CONSUMER } from '@careledger/store';
import { failureText, LogStrategy, Projector, ProjectorModule } from '@careledger-app/projector';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FromThread, ThreadData } from './projector-in-thread';

/** Events in a batch at most: enough to share the cost of a commit; when little comes, batches are small by themselves. */
const BATCH_EVENTS = 20_000;
const LEDGER_CONNECTIONS = 4;
const LOG_CONNECTIONS = 4;

const tell = (message: FromThread): void => parentPort?.postMessage(message);

/** The projector as a Nest microservice on the log's batches, in a thread: it computes while the other one answers. */
async function main({ url, kafka }: ThreadData): Promise<void> {
  const pools = [
    createPool(url, LEDGER_CONNECTIONS, { applicationName: 'careledger projector' }),
    createPool(url, LOG_CONNECTIONS, { applicationName: 'careledger projector, log' }),
  ] as const;
  const log = await openLog({ kafka }, pools[1], 'projector');
  const logger = new Logger('Projector');
  const projector = new Projector(pools[0], (done) => tell({ done }));
  const app = await NestFactory.createMicroservice(ProjectorModule.around(projector), {
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
    strategy: new LogStrategy({
      log,
      group: LEDGER_CONSUMER,
      from: (partition) => projector.nextOffset(partition),
      maxBatch: BATCH_EVENTS,
      onFailure: (error, partition) => {
        const what = partition === undefined ? 'Taking part in the group' : `Partition ${partition}`;
        logger.warn(`${what} will be tried again: ${failureText(error)}`);
      },
    }),
  });
  await app.listen();
  tell('ready');
  parentPort?.once('message', () => {
    void app
      .close()
      .then(() => log.close())
      .then(() => Promise.all(pools.map((pool) => pool.end())))
      // Nothing is left to do here, whatever a library still holds on to.
      .then(() => process.exit(0));
  });
}

void main(workerData as ThreadData);
