import { Anchoring, type AnchorPlaces } from '@careledger/chains';
import { failureText, type ServiceLogger } from '@careledger/logging';
import { LineTopic, openLog, type EventLog, type LogChoice } from '@careledger/event-log';
import { RULEBOOKS, type Rulebook } from '@careledger/measures';
import { Pools } from '@careledger/service';
import { LEDGER_CONSUMER, ledgerRules } from '@careledger/store';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import type { BatchDone } from './batch-metrics';
import { Consumption } from './consumption';
import { LogStrategy } from './log-strategy';
import { Projector } from './projector';
import { ProjectorModule } from './projector.module';

/** Events in a batch at most: enough to share the cost of a commit; when little comes, batches are small by themselves. */
const BATCH_EVENTS = 20_000;
const LEDGER_CONNECTIONS = 4;
/** Two listen and hold locks for as long as the projector runs; the others read. */
const LOG_CONNECTIONS = 6;

/** What a projector is started with: the log's engine, and */
export interface ProjectorOptions extends LogChoice {
  /** the database, */
  readonly url: string;
  readonly logger: ServiceLogger;
  /** where the heads of the chains are kept outside it, */
  readonly anchors: AnchorPlaces | undefined;
  /** who is told of each batch that is in the figures, */
  readonly onDone: (done: BatchDone) => void;
  /** who is told for how many children of a partition the change to the next rulebook is worked out ahead, */
  readonly onReady?: (partition: number, children: number) => void;
  /** and the rulebooks that it knows, where these are not all that there are. */
  readonly rulebooks?: readonly Rulebook[];
}

/** A projector at work. */
export interface RunningProjector {
  readonly pools: Pools;
  readonly consumption: Consumption;
  readonly log: EventLog;
  /** Finishes the batches under way, leaves the group, lets go of connections. */
  stop(): Promise<void>;
}

/**
 * The projector as a Nest microservice on the log's batches, on the partitions that it gets beside other projectors on the
 * same database.
 */
export async function runProjector({
  url,
  kafka,
  logger,
  anchors,
  onDone,
  onReady,
  rulebooks = RULEBOOKS,
}: ProjectorOptions): Promise<RunningProjector> {
  const pools = new Pools(url, logger);
  const ledger = pools.open('projector', LEDGER_CONNECTIONS);
  const log = await openLog({ kafka }, pools.open('projector, log', LOG_CONNECTIONS), 'projector');
  const consumption = new Consumption();
  const projector = new Projector(
    ledger,
    (done) => {
      consumption.done(done.partition);
      onDone(done);
    },
    rulebooks,
    {
      onReady,
      onFailure: (error) => {
        logger.warn({ message: `Working ahead for the next rulebook will be tried again: ${failureText(error)}` });
      },
    },
  );
  const strategy = new LogStrategy({
    log,
    group: LEDGER_CONSUMER,
    maxBatch: BATCH_EVENTS,
    from: async (partition) => {
      await mustKnowTheRules(ledger, rulebooks);
      const next = await projector.nextOffset(partition);
      consumption.done(partition);
      return next;
    },
    onPartitions: (partitions) => {
      logger.log({ message: partitions.length > 0 ? 'Consuming' : 'Standing by', partitions: partitions.join(',') });
      projector.keepOnly(partitions);
      consumption.has(partitions);
    },
    onFailure: (error, partition) => {
      const text = failureText(error);
      consumption.failed(partition, text);
      if (partition === undefined) logger.warn({ message: `Taking part in the group will be tried again: ${text}` });
      else logger.warn({ message: `Partition ${partition} will be tried again: ${text}`, partition });
    },
    onBegin: (partition) => consumption.began(partition),
  });
  const app = await NestFactory.createMicroservice(ProjectorModule.around(projector), {
    logger,
    abortOnError: false,
    strategy,
  });
  await app.listen();
  const anchoring = anchors && beginAnchoring(ledger, anchors, kafka, logger);
  return {
    pools,
    consumption,
    log,
    stop: async () => {
      await app.close();
      await projector.stop();
      await anchoring?.stop();
      await log.close();
      await pools.end();
    },
  };
}

function beginAnchoring(
  pool: Pool,
  { file, topic, minutes }: AnchorPlaces,
  kafka: LogChoice['kafka'],
  logger: ServiceLogger,
): Anchoring {
  const lines = topic !== undefined && kafka !== undefined ? new LineTopic(kafka, topic) : undefined;
  const onFailure = (error: unknown, place: string): void => {
    logger.warn({
      message: `The heads of the chains could not be anchored (${place}), and will be later: ${failureText(error)}`,
    });
  };
  return new Anchoring({ pool, file, topic: lines, minutes, onFailure });
}

/** Another program may have gone on under a rulebook, or worked the figures out anew by one, that this one does not know. */
async function mustKnowTheRules(pool: Pool, rulebooks: readonly Rulebook[]): Promise<void> {
  if ((await ledgerRules(pool, rulebooks)) === 'known') return;
  throw new Error(
    'the figures are posted under a rulebook that this program does not know; stop it and start a version that does',
  );
}
