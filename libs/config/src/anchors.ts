import path from 'node:path';
import type { AnchorPlaces } from '@careledger/chains';
import { topicName } from './kafka';
import type { Settings } from './settings';
import { folder, minutes } from './values';

const DEFAULT_MINUTES = 10;

/** The anchors of the embedded database where `ANCHOR_FILE` names no other file. */
const FILE = 'anchors.jsonl';

/**
 * Reads where the heads of the chains are kept outside the database.
 * @param embedded the folder of the embedded database; undefined where another database is used
 * @returns undefined where they are kept nowhere
 */
export function readAnchorPlaces(settings: Settings, embedded: string | undefined): AnchorPlaces | undefined {
  const named = settings.read('ANCHOR_FILE', folder);
  const topic = settings.read('ANCHOR_TOPIC', topicName);
  const every = settings.read('ANCHOR_MINUTES', minutes({ from: 1, to: 1440 })) ?? DEFAULT_MINUTES;
  if (settings.isSet('ANCHOR_TOPIC') && !settings.isSet('KAFKA_BROKERS')) {
    settings.refuse('ANCHOR_TOPIC', 'means nothing without KAFKA_BROKERS. Name the brokers, or use ANCHOR_FILE.');
  }
  const file = named === undefined ? embedded && path.join(embedded, FILE) : path.resolve(named);
  if (file === undefined && topic === undefined) return undefined;
  return { minutes: every, ...(file !== undefined && { file }), ...(topic !== undefined && { topic }) };
}
