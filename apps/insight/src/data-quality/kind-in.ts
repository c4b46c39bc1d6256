import { Problem } from '@careledger/http-problems';
import { KIND_IDS, kindNamed, type QualityKind } from './kinds';

/** The kind of finding that a path names. @throws Problem 404 */
export function kindIn(id: string): QualityKind {
  const kind = kindNamed(id);
  if (kind !== undefined) return kind;
  throw new Problem({
    status: 404,
    title: 'There is no such kind of finding',
    detail: `Nothing of that kind is looked for. There are ${KIND_IDS.join(', ')}.`,
    field: 'kind',
    rule: 'must be a kind of finding',
  });
}
