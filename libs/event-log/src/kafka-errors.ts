import { LogUnavailable } from './event-log';
import { asLogError } from './unavailable';

/** What brokers and clients say where they do not come to terms, and what whoever set them up is to look at. */
const ADVICE: readonly (readonly [said: RegExp, advice: string])[] = [
  [
    /SASL.*authentication failed|SASL mechanism/i,
    'The brokers do not know this user, or not with this password and mechanism: see KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM.',
  ],
  [
    /SSL alert number (42|43|44|45|46|48|116)\b/,
    'The brokers ask for a certificate of the client that they trust: see KAFKA_TLS_CERT and KAFKA_TLS_KEY.',
  ],
  [
    /self[- ]signed certificate|unable to (verify the first certificate|get (local )?issuer certificate)/,
    "The brokers' certificate is of no authority that is trusted here: name theirs in KAFKA_TLS_CA.",
  ],
  [
    /certificate has expired|certificate is not yet valid/,
    "The brokers' certificate does not hold today: renew it, or set the clock right.",
  ],
  [
    /Hostname\/IP does not match certificate/,
    "The brokers' certificate is for another name: write KAFKA_BROKERS, and the brokers' advertised.listeners, as the certificate has it.",
  ],
];

/** In the course of things a connection that ends means that a broker went away; at the start more often that it wants to be spoken to otherwise. */
const AT_THE_START: typeof ADVICE = [
  [
    /^Closed connection|wrong version number|packet length too long/,
    'If the brokers are there, they may want TLS (KAFKA_TLS), or none, or a user (KAFKA_SASL_MECHANISM).',
  ],
];

/** The error to raise for what went wrong with broker or database: `LogUnavailable` where that is what it means. */
export function asKafkaError(error: unknown): unknown {
  return translated(error, ADVICE);
}

/** The same for what goes wrong as the log is opened. */
export function asOpeningError(error: unknown): unknown {
  return translated(error, [...ADVICE, ...AT_THE_START]);
}

function translated(error: unknown, advices: typeof ADVICE): unknown {
  // Whatever kafkajs gives up on is away: it is tried again by whoever asked, and nothing is lost by that.
  if (!(error instanceof Error && error.name.startsWith('KafkaJS'))) return asLogError(error);
  const advice = advices.find(([said]) => said.test(error.message))?.[1];
  if (advice === undefined) return new LogUnavailable(error);
  return new LogUnavailable(new Error(`${error.message.trim()}. ${advice}`, { cause: error }));
}
