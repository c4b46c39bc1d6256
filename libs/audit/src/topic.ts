/** The event store beside what a topic still holds of a partition. */
export interface TopicPartition {
  readonly partition: number;
  /** The range of offsets that the topic still holds, and that are in the store's range too. */
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Records whose text is, by the store's commitment, what the store took. */
  readonly same: number;
  /** Records that the store has not because they are no event, or a repetition of one. */
  readonly passedOver: number;
  /** Offsets of records that are events, and that the store lacks or has otherwise. */
  readonly different: readonly number[];
  /** Offsets of events that the store has, and the topic within that range has not. */
  readonly missing: readonly number[];
  /** Events of the store that are older than what the topic holds. */
  readonly forgotten: number;
}

export interface TopicCompared {
  readonly topic: string;
  readonly partitions: readonly TopicPartition[];
  readonly isEqual: boolean;
}
