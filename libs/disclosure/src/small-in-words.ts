/** A sentence that says a small number. */
export interface SmallInWords {
  readonly sentence: string;
  /** The numbers, as they stand there. */
  readonly numbers: readonly string[];
}

const WORDS = ['one', 'two', 'three', 'four', 'five'];
/** `3`, not the 3 of 0.3, 3.5, 3,100, 13/3, £3 or 3:15. */
const DIGIT = String.raw`(?<![\d\p{L}£$€#]|\d[.,:/–-])[1-5](?![\d\p{L}]|[.,:/]\d)`;
const WORD = String.raw`(?<![\p{L}\d-])(?:${WORDS.join('|')})(?!\p{L})`;
/** Of what there may be a single one that somebody knows. */
const ONE_OF =
  'child|young person|boy|girl|baby|infant|sibling|family|person|care leaver|mother|father|parent|case|plan';
const EVENT = 'referral|assessment|enquiry|conference|review|visit|placement|adoption|episode|contact';
const SINGLE = String.raw`(?<!\p{L})(?:a|the|just a|only a) (?:single|sole|lone) (?:${ONE_OF}|${EVENT})(?!\p{L})`;
const COUPLE = String.raw`(?<!\p{L})a (?:couple|pair) of(?!\p{L})`;
const SMALL = new RegExp([DIGIT, WORD, SINGLE, COUPLE].join('|'), 'giu');

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
/** What makes of the number before it a date, a length of time or a way, a share, or no number at all. */
const AFTER = new RegExp(
  [
    String.raw`^\s?(?:%|per ?cent\b|percentage points?\b)`,
    String.raw`^[ -](?:(?:and a half|working|calendar|school) )?(?:day|week|month|quarter|year|hour|minute|mile|time)s?\b`,
    String.raw`^[ -](?:daily|weekly|monthly|yearly)\b`,
    String.raw`^ (?:${MONTHS})\b`,
    String.raw`^[ -](?:half|halves|thirds?|quarters?|fifths?|tenths?)\b`,
    String.raw`^ another\b|^[ -]to[ -]one\b|^-(?:off|stop|way)\b`,
  ].join('|'),
  'iu',
);
/** What makes of the number after it a name, an age or a date, or no number at all. */
const BEFORE = new RegExp(
  [
    String.raw`\b(?:quarter|stage|level|tier|phase|year|section|band|table|figure|chart|chapter|part|page|note|grade|week|appendix|rulebook|version) $`,
    String.raw`\b(?:aged?|ages|under the age of) (?:\w+ (?:to|and|or) )?$`,
    String.raw`\b(?:no|any|each|every|some|this|that|which|number|day|one[ -]to)[ -]$`,
    String.raw`\b(?:${MONTHS}) $`,
  ].join('|'),
  'iu',
);

/**
 * Finds sentences that say a number from 1 to 5, in digits or words: somebody has to look whether it is of children. What is
 * plainly something else (a date, days, a percentage, Quarter 3, an age) is passed over; where that is not plain it is found.
 * No arithmetic is done: whether the number can be worked out of two others is not seen.
 * @param text what people wrote
 */
export function smallNumbersIn(text: string): SmallInWords[] {
  return sentencesOf(text).flatMap((sentence) => {
    const numbers = [...sentence.matchAll(SMALL)].filter(({ 0: number, index }) => {
      return !AFTER.test(sentence.slice(index + number.length)) && !BEFORE.test(sentence.slice(0, index));
    });
    return numbers.length === 0 ? [] : [{ sentence, numbers: numbers.map(([number]) => number) }];
  });
}

function sentencesOf(text: string): string[] {
  const segmenter = new Intl.Segmenter('en-GB', { granularity: 'sentence' });
  return text
    .split(/\n+/)
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter((sentence) => sentence !== '');
}
