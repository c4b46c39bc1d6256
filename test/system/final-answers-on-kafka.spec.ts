import { describeWithKafka } from '../support/kafka';
import { FINAL_ANSWERS_SEED, lawOfFinalAnswers } from './final-answers';

jest.setTimeout(900_000);

/** More in the long form: FINAL_ANSWERS_CHILDREN=60. */
const CHILDREN = Number(process.env['FINAL_ANSWERS_CHILDREN'] ?? 5);

describeWithKafka(`final answers on Kafka (seed ${FINAL_ANSWERS_SEED})`, (kafka) => {
  lawOfFinalAnswers(CHILDREN, () => ({
    KAFKA_BROKERS: kafka().brokers.join(','),
    KAFKA_TOPIC: `final-answers-${Date.now()}`,
    KAFKA_PARTITIONS: '3',
  }));
});
