/** What a span says of itself. Never anything of an event's content, and nothing that names a child. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Where a piece of work comes from: `traceparent` as W3C Trace Context and the CloudEvents extension of that name have it. */
export interface Origin {
  /** The span that this one is part of. */
  readonly parent?: string | undefined;
  /** Spans that led to this one, where there are many: the events of a batch. */
  readonly links?: Iterable<string>;
}

/** A piece of work that is being done. */
export interface Doing {
  /** To be handed on, so that what follows elsewhere is seen to follow from this. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
  /** @param error where it went wrong; only the kind of error is kept, not its text */
  end(error?: unknown): void;
}

export type SpanKind = 'server' | 'producer' | 'consumer' | 'internal';

/** Follows work from process to process, where somebody collects that. */
export interface Tracing {
  readonly isOn: boolean;
  begin(name: string, kind: SpanKind, origin?: Origin): Doing;
  /** Does something as part of a span, so that `activeTraceparent` is its own. */
  during<T>(doing: Doing, work: () => Promise<T>): Promise<T>;
  activeTraceparent(): string | undefined;
  /** Sends what has been collected. */
  stop(): Promise<void>;
}
