import { LogUnavailable } from './event-log';
import { asLogError } from './unavailable';

/** The error to raise for what went wrong with broker or database: `LogUnavailable` where that is what it means. */
export function asKafkaError(error: unknown): unknown {
  // Whatever kafkajs gives up on is away: it is tried again by whoever asked, and nothing is lost by that.
  if (error instanceof Error && error.name.startsWith('KafkaJS')) return new LogUnavailable(error);
  return asLogError(error);
}
