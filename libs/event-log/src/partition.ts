const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** MurmurHash2 of the bytes as Kafka's clients have it (32 bits, signed). Source: Kafka, `Utils.murmur2`. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  let hash = SEED ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    word = Math.imul(word, MULTIPLIER);
    word ^= word >>> 24;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER);
  }
  const rest = length - at;
  if (rest > 2) hash ^= bytes[at + 2]! << 16;
  if (rest > 1) hash ^= bytes[at + 1]! << 8;
  if (rest > 0) hash = Math.imul(hash ^ bytes[at]!, MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/**
 * A subject whose events lie in a partition, for events that concern the partition and no child: the first that does, of
 * those made of a stem and a number. So it is the same whoever looks for it.
 * @param count how many partitions there are
 */
export function subjectIn(
  partition: number,
  count: number,
  { authority, stem }: { readonly authority: string; readonly stem: string },
): string {
  if (!(partition >= 0 && partition < count)) throw new RangeError(`of ${count} partitions there is no ${partition}`);
  for (let number = 0; ; number++) {
    const subject = `${stem}${number}`;
    if (partitionOf(`${authority}:${subject}`, count) === partition) return subject;
  }
}

/**
 * The partition of a key (`authority:subject`), the same as the default partitioner of Kafka's Java client and of
 * kafkajs, so that an emitter may produce to a topic directly.
 * @param count how many partitions there are.
 */
export function partitionOf(key: string, count: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fff_ffff) % count;
}
