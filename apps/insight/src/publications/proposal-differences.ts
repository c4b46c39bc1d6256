import type { Snapshot } from '@careledger/figures';
import { lastDayOf, parseMonth } from '@careledger/calendar';
import { periodEnding, type NamedPeriod } from '@careledger/figures';
import { measureNamed } from '@careledger/measures';
import { explain } from '../entries/explained';
import { canonicalText, type Json } from './canonical';
import { nameOf, type Content, type KeptFigure } from './content';
import type { Publication } from './publication-store';

/**
 * What of a proposal is no longer so, each as a sentence without its end: figures, what they are held against, the
 * rulebook, commentary. The position alone may be another: the log goes on.
 */
export async function differencesIn(
  snapshot: Snapshot,
  proposal: Publication,
  proposed: Content,
  now: Content,
): Promise<string[]> {
  const found: string[] = [];
  if (proposed.rulebook !== now.rulebook) {
    found.push(`It was proposed under rulebook ${proposed.rulebook}, and ${now.rulebook} holds now`);
  }
  const today = new Map(now.figures.map((figure) => [nameOf(figure), figure]));
  for (const figure of proposed.figures) {
    const other = today.get(nameOf(figure));
    if (isSame(figure, other)) continue;
    found.push(
      other === undefined ? `There is no ${nameOf(figure)} any more` : await told(snapshot, proposal, figure, other),
    );
  }
  if (!isSame(proposed.commentary, now.commentary)) {
    found.push('The commentary has been written anew since it was proposed');
  }
  return found;
}

async function told(snapshot: Snapshot, proposal: Publication, was: KeptFigure, is: KeptFigure): Promise<string> {
  const figure = `${was.measure}, ${was.grain} ${was.period}`;
  if (was.numerator === is.numerator && was.denominator === is.denominator) {
    return `${figure}: what it is held against (population, target) or how it divides into groups is not what it was`;
  }
  const { authority, knownAt, position } = proposal;
  const measure = measureNamed(was.measure);
  const month = parseMonth(was.period);
  const period = periodEnding(month, was.grain, lastDayOf(month)) as NamedPeriod;
  const compared = { authority, period, since: knownAt, sincePosition: position, knownAt };
  const explained = measure && (await explain(snapshot, { measure, ...compared }, was));
  const why = explained?.addsUp
    ? explained.causes.map(
        ({ kind, numerator, denominator }) => `${kind} ${signed(numerator)}${over(denominator, signed)}`,
      )
    : ['and the ledger does not say why: have it audited'];
  return `${figure}: proposed ${was.numerator}${over(was.denominator)}, now ${is.numerator}${over(is.denominator)} (${why.join(', ')})`;
}

const over = (denominator: number | null, write: (value: number) => string = String): string =>
  denominator === null ? '' : ` of ${write(denominator)}`;

const signed = (value: number): string => (value < 0 ? String(value) : `+${value}`);

const isSame = (a: unknown, b: unknown): boolean =>
  b !== undefined && canonicalText(a as Json) === canonicalText(b as Json);
