import type { Comparator, PublishedYear, Target } from '@careledger/reference';
import type { CellName } from './cells';
import type { Part } from './layout';

/** A number that a sentence speaks of. */
export type Quantity =
  | { readonly cell: CellName; readonly part: Part | 'denominator' }
  | { readonly target: Target }
  | { readonly comparator: Comparator }
  | { readonly published: PublishedYear };

/** How one number lies to another, in words. */
export type OrderWord = 'above' | 'below' | 'the same as' | 'up from' | 'down from' | 'at';

/**
 * What a sentence says that could be false. It carries what it is said of, so that every number and every comparison of a report can
 * be held against the figures again, apart from how it came about.
 */
export type Said =
  | { readonly says: 'number'; readonly of: Quantity; readonly text: string }
  | {
      readonly says: 'order';
      readonly of: Quantity;
      /** All of them: one word can be said of several. */
      readonly to: readonly Quantity[];
      /** At how many decimals they are compared. */
      readonly decimals: number;
      /** Empty where the word was said just before of another. */
      readonly text: OrderWord | '';
    }
  | { readonly says: 'standing'; readonly of: Quantity; readonly target: Target; readonly text: 'met' | 'not met' }
  | {
      /** In how many of the figures the target was met: `none`, `one`, `two`, `all`. */
      readonly says: 'times met';
      readonly of: readonly Quantity[];
      readonly target: Target;
      readonly text: string;
    }
  | { readonly says: 'none'; readonly of: CellName; readonly part: 'numerator' | 'denominator'; readonly text: string }
  | { readonly says: 'polarity'; readonly measure: string; readonly text: string }
  | { readonly says: 'suppressed'; readonly of: CellName; readonly text: string }
  /** What is counted, or when, in words that are fixed: its digits are part of a name. */
  | { readonly says: 'name'; readonly text: string };

/** A part of a sentence: words that claim nothing by themselves, or something said. */
export type Piece = string | Said;

export type SentenceKind =
  'headline' | 'change' | 'target' | 'comparators' | 'last year' | 'annual' | 'no data' | 'suppressed';

/** A sentence and what it says. */
export interface Sentence {
  readonly kind: SentenceKind;
  readonly measure: string;
  readonly pieces: readonly Piece[];
}

/** A sentence as it is read. */
export function textOf({ pieces }: Pick<Sentence, 'pieces'>): string {
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  return text.slice(0, 1).toLocaleUpperCase('en-GB') + text.slice(1);
}

export const name = (text: string): Said => ({ says: 'name', text });

/** Pieces with commas and an "and" between them. */
export function listed(items: readonly (readonly Piece[])[]): Piece[] {
  return items.flatMap((item, index) => {
    if (index === 0) return item;
    return [index === items.length - 1 ? ' and ' : ', ', ...item];
  });
}
