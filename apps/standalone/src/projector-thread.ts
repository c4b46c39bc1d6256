import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { ServiceLogger } from '@careledger/logging';
import { startTracing, stopTracing } from '@careledger/tracing';
import { runProjector } from '@careledger-app/projector';
import type { FromThread, ThreadData, ToThread } from './projector-in-thread';

const tell = (message: FromThread): void => parentPort?.postMessage(message);

/** The projector in a thread: it computes while the other one answers. */
async function main({ url, kafka, anchors, logFormat }: ThreadData): Promise<void> {
  const levels = logFormat === 'json' ? undefined : (['warn', 'error', 'fatal'] as const);
  const logger = new ServiceLogger('projector', logFormat, levels && [...levels]);
  await startTracing('projector');
  const onReady = (partition: number, children: number): void => tell({ ahead: { partition, children } });
  const projector = await runProjector({ url, kafka, anchors, logger, onDone: (done) => tell({ done }), onReady });
  tell('ready');
  parentPort?.on('message', (message: ToThread) => {
    if (message === 'look') {
      return tell({ look: { pools: projector.pools.use(), consumption: projector.consumption.state } });
    }
    // Nothing is left to do here then, whatever a library still holds on to.
    void projector
      .stop()
      .then(() => stopTracing())
      .then(() => process.exit(0));
  });
}

void main(workerData as ThreadData);
