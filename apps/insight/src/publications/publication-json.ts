import { formatInstant } from '@careledger/calendar';
import { positionText } from '@careledger/figures';
import type { Positions } from '@careledger/store';
import { commentaryWarnings } from './commentary-warnings';
import { isSameFigure, nameOf, type FigureName, type KeptFigure, type RatedFigure } from './content';
import { contentOf, type Publication, type PublishedFigure } from './publication-store';
import type { RevisedFigure } from './publications';

/** Of which state a publication is. */
export type Status = 'proposed' | 'published' | 'withdrawn';

/** A publication without its figures, as it is sent. */
export function publicationJson(publication: Publication) {
  const { id, authority, knownAt, position, digest, note, proposedAt, proposedBy, decided } = publication;
  const { rulebook, figures, commentary } = contentOf(publication);
  const status: Status = decided?.act ?? 'proposed';
  return {
    id,
    authority,
    status,
    knownAt: formatInstant(knownAt),
    position,
    rulebook,
    digest,
    note,
    proposedAt: formatInstant(proposedAt),
    proposedBy,
    decidedAt: decided === undefined ? null : formatInstant(decided.at),
    decidedBy: decided?.by ?? null,
    periods: [...new Map(figures.map(({ grain, period }) => [`${grain} ${period}`, { grain, period }])).values()],
    measures: [...new Set(figures.map(({ measure }) => measure))],
    commentaries: commentary.length,
  };
}

/** The same with what somebody has to read in its commentary before it is published. */
export const warnedJson = (publication: Publication) => ({
  ...publicationJson(publication),
  commentaryWarnings: commentaryWarnings(contentOf(publication)),
});

/** The same with figures, and beside each the one of today. */
export function publicationWithToday(
  publication: Publication,
  today: { readonly figures: readonly KeptFigure[]; readonly position: Positions; readonly final: boolean },
  links: { readonly revises: readonly number[]; readonly revisedBy: readonly number[] },
) {
  const now = new Map(today.figures.map((figure) => [nameOf(figure), figure]));
  const { figures, commentary } = contentOf(publication);
  return {
    ...warnedJson(publication),
    ...links,
    canonical: `/v1/publications/${publication.id}/canonical`,
    today: { position: today.position, final: today.final },
    figures: figures.map((figure) => {
      const other = now.get(nameOf(figure));
      return {
        ...figure,
        today: other === undefined ? null : ratedIn(other),
        differs: other === undefined || !isSameFigure(figure, other),
        restatements: restatementsPath(publication.authority, figure, `publication=${publication.id}`),
      };
    }),
    commentary,
  };
}

/** Why a publication differs from what had been published before, with where its postings are listed. */
export function revisionJson({ id, authority, knownAt, position }: Publication, figures: readonly RevisedFigure[]) {
  const until = `knownAt=${formatInstant(knownAt)}&position=${positionText(position)}`;
  return {
    publication: id,
    authority,
    revises: [...new Set(figures.map(({ revises }) => revises))].sort((a, b) => a - b),
    figures: figures.map((figure) => ({
      ...figure,
      restatements: restatementsPath(authority, figure, `publication=${figure.revises}&${until}`),
    })),
  };
}

/** The figure that was published last, as it is shown beside a point of a series. */
export function publishedJson({ publication, figure }: PublishedFigure, today: RatedFigure) {
  const { id, knownAt, digest, decided } = publication;
  return {
    publication: id,
    knownAt: formatInstant(knownAt),
    publishedAt: decided === undefined ? null : formatInstant(decided.at),
    digest,
    ...ratedIn(figure),
    differs: !isSameFigure(figure, today),
  };
}

function restatementsPath(authority: string, { measure, grain, period }: FigureName, rest: string): string {
  return `/v1/measures/${measure}/restatements?authority=${authority}&grain=${grain}&period=${period}&${rest}`;
}

const ratedIn = ({ numerator, denominator, value, rate }: RatedFigure): RatedFigure => ({
  numerator,
  denominator,
  value,
  rate,
});
