const INT8_TYPE = 20;
const HEADER_BYTES = 20;

/**
 * A parameter of type `bigint[]` in PostgreSQL's binary form, from keys of eight bytes each. node-postgres sends a
 * Buffer in binary, and would escape an array element by element, which takes longer than the query.
 * @param keys whatever holds the keys; `null` cannot be among them.
 */
export function int8Array(keys: readonly Uint8Array[]): Buffer {
  const array = Buffer.allocUnsafe(HEADER_BYTES + keys.length * 12);
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(0, 4); // no nulls
  array.writeInt32BE(INT8_TYPE, 8);
  array.writeInt32BE(keys.length, 12);
  array.writeInt32BE(1, 16); // the first index
  let at = HEADER_BYTES;
  for (const key of keys) {
    if (key.length !== 8) throw new RangeError(`int8[]: eight bytes are needed, not ${key.length}`);
    at = array.writeInt32BE(8, at);
    array.set(key, at);
    at += 8;
  }
  return array;
}
