import { createPool } from '@careledger/store';
import { freshDatabase } from '../../../test/support/database';
import { describeWithKafka } from '../../../test/support/kafka';
import { KafkaLog } from './kafka-log';
import { describeEventLog } from './testing/conformance';

jest.setTimeout(60_000);

let topics = 0;

describeWithKafka('Kafka', (kafka) => {
  describeEventLog('Kafka', async (partitions) => {
    const database = await freshDatabase();
    const store = createPool(database.url, 20);
    const topic = `conformance-${Date.now()}-${++topics}`;
    return {
      open: () => KafkaLog.open({ settings: { brokers: kafka().brokers, topic, partitions }, pool: store }),
      takesClock: false,
      store,
      seesAllRepetitions: false,
      remove: async () => {
        await store.end();
        await database.drop();
      },
    };
  });
});
