import { smallNumbersIn, type SmallInWords } from '@careledger/disclosure';
import { Problem } from '@careledger/http-problems';
import type { Content } from './content';

/** A sentence of a commentary that says a number from 1 to 5. */
export interface CommentaryWarning extends SmallInWords {
  readonly measure: string;
  readonly period: string;
}

/** What somebody has to read before it goes out: commentary is written by people, and nothing suppresses a number in it. */
export function commentaryWarnings({ commentary }: Pick<Content, 'commentary'>): CommentaryWarning[] {
  return commentary.flatMap(({ measure, period, text }) => {
    return smallNumbersIn(text).map((found): CommentaryWarning => ({ measure, period, ...found }));
  });
}

const MOST_QUOTED = 5;
const MOST_CHARACTERS = 200;

/**
 * @param isChecked whether who publishes says that the sentences have been read
 * @throws Problem 409 where there are such sentences, and nobody says so
 */
export function mustBeChecked(id: number, content: Pick<Content, 'commentary'>, isChecked: boolean): void {
  const warnings = commentaryWarnings(content);
  if (isChecked || warnings.length === 0) return;
  const quoted = warnings.slice(0, MOST_QUOTED).map(({ measure, sentence }) => `${measure}: “${shortened(sentence)}”`);
  const more = warnings.length > MOST_QUOTED ? ` And ${warnings.length - MOST_QUOTED} more.` : '';
  throw new Problem({
    status: 409,
    title: 'The commentary may say small numbers',
    detail:
      `Sentences of the commentary say a number from 1 to 5, which nothing suppresses. ${quoted.join(' ')}${more} ` +
      'Where such a number is of children, withdraw the proposal, rewrite the commentary and propose anew. Where none is, ' +
      'say so: commentaryChecked true with the call, --commentary-checked at the command line ' +
      `(npm run publication -- publish ${id} --commentary-checked), or the box on the page.`,
    field: 'commentaryChecked',
    rule: 'must be true where the commentary says numbers from 1 to 5',
  });
}

const shortened = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
