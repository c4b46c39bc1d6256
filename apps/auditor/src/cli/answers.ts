/** What of the answers is read here. */
export interface AuditAnswer {
  readonly id: string;
  readonly authority: string;
  readonly from: string;
  readonly to: string;
  readonly knownAt: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'interrupted';
  readonly equal: boolean | null;
  readonly problem: string | null;
  readonly askedAt: string;
  readonly progress: { readonly stage: string; readonly eventsDone: number; readonly eventsTotal: number };
  readonly result: ResultAnswer | null;
}

export interface Counted {
  readonly compared: number;
  readonly different: number;
}

export interface ResultAnswer {
  readonly final: boolean;
  readonly digest: string;
  readonly events: { readonly inScope: number; readonly erased: number; readonly changed: readonly string[] };
  readonly children: {
    readonly inScope: number;
    readonly parked: number;
    readonly erased: number;
    readonly faulty: number;
  };
  readonly postings: number;
  readonly entries: Counted;
  readonly balances: Counted;
  readonly figuresCompared: number;
  readonly figuresDiffer: readonly unknown[];
  readonly topic: { readonly topic: string; readonly isEqual: boolean } | null;
  readonly differences: readonly {
    readonly number: number;
    readonly child: string | null;
    readonly measure: string;
    readonly stream: string;
    readonly day: string;
    readonly ledger: { readonly numerator: number; readonly denominator: number };
    readonly replay: { readonly numerator: number; readonly denominator: number };
    readonly postings: readonly {
      readonly what: string;
      readonly number: number | null;
      readonly cause: number | null;
    }[];
  }[];
  readonly seconds: number;
}

export interface SampleAnswer {
  readonly sample: readonly {
    readonly number: number;
    readonly child: string | null;
    readonly measure: string;
    readonly day: string;
    readonly numerator: number;
    readonly denominator: number;
    readonly sources: readonly string[];
    readonly result: string | null;
  }[];
}
