export { link, plainLink, type ChainedPlace } from './candidates';
export { LogUnavailable, PositionMoved } from './event-log';
export type {
  AppendOptions,
  AppendOutcome,
  ConsumeOptions,
  Consumer,
  EventLog,
  Kept,
  LogBatch,
  LogEnd,
  Logged,
  LoggedEvent,
  Positions,
  Submission,
} from './event-log';
export { FreshReading } from './fresh-reading';
export { aloneInGroup } from './journal-group';
export { JournalLog } from './journal-log';
export type { JournalOptions } from './journal-log';
export { compareTopic, type TopicCompared, type TopicPartition } from './kafka-compared';
export { FETCHING } from './kafka-consumer';
export { KafkaLog, type KafkaLogOptions } from './kafka-log';
export { deadTopicOf, type KafkaSasl, type KafkaSettings, type KafkaTls } from './kafka-settings';
export { LineTopic, type TopicLine } from './line-topic';
export { openLog, type LogChoice } from './open-log';
export { partitionOf, subjectIn } from './partition';
export { meansUnavailable } from './unavailable';
