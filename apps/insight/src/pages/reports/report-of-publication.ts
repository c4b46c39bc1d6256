import { lastDayOf, type Day } from '@careledger/calendar';
import type { Rulebook } from '@careledger/measures';
import type { Target } from '@careledger/reference';
import type { CellName, Facts } from '@careledger/report';
import { contentOf, type Publication } from '../../publications/publication-store';
import type { Known, ReportAsked } from './report-asked';

/** What a publication says for a report of it: its figures by name, the targets that they were held against, its commentary. */
export interface PublicationFacts extends Pick<Facts, 'source' | 'targets' | 'commentary' | 'completeFrom'> {
  readonly known: readonly Known[];
  readonly today: Day;
}

/** Reads a publication as what a report is composed from. */
export function factsOfPublication(
  { authority, quarter }: ReportAsked,
  publication: Publication,
  areas: Rulebook['areas'],
): PublicationFacts {
  const { figures, commentary, knownAt } = contentOf(publication);
  const ids = new Set(areas.flatMap((area) => area.measures.map(({ id }) => id)));
  const known = figures
    .filter(({ measure }) => ids.has(measure))
    .flatMap(({ measure, grain, period, numerator, denominator, value, rate, groups = {} }): Known[] => {
      const name: CellName = { measure, grain, period, breakdown: '', key: '' };
      const parts = Object.entries(groups).flatMap(([breakdown, all]) =>
        all.map(({ key, ...figure }): Known => [
          { ...name, breakdown, key },
          { ...figure, rate: null },
        ]),
      );
      return [[name, { numerator, denominator, value, rate }], ...parts];
    });
  const targets = new Map<string, Target>();
  for (const { measure, grain, targets: held } of figures) {
    for (const { figure, target, compare } of held) {
      const source = `publication ${publication.id}`;
      targets.set(`${measure} ${grain} ${figure}`, {
        authority,
        measure,
        grain,
        figure,
        target,
        compare,
        code: '',
        note: '',
        source,
      });
    }
  }
  return {
    known,
    // What is published had ended by then.
    today: lastDayOf(quarter),
    targets: [...targets.values()],
    commentary,
    // What it holds is shown, however early: somebody answered for it.
    completeFrom: undefined,
    source: {
      kind: 'publication',
      id: publication.id,
      status: publication.decided?.act ?? 'proposed',
      knownAt,
      digest: publication.digest,
      note: publication.note,
    },
  };
}
