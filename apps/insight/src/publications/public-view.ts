import { Problem } from '@careledger/http-problems';
import type { PublicCellStore } from './public-cell-store';
import { publicCells, type PublicCells } from './public-cells';
import { contentOf, type Publication, type PublicationStore } from './publication-store';

/** What the public may see of publications. */
export class PublicView {
  private last: { readonly of: string; readonly cells: PublicCells } | undefined;

  constructor(
    private readonly publications: PublicationStore,
    private readonly cells: PublicCellStore,
  ) {}

  /**
   * Of what was published as it was decided then, of a proposal as it would be decided now.
   * @throws Problem 409 where it was withdrawn, or published before small numbers were suppressed
   */
  async of(publication: Publication): Promise<PublicCells> {
    const { id, decided } = publication;
    if (decided === undefined) return this.preview(publication);
    if (decided.act === 'withdrawn') throw nothingIsPublic(`Publication ${id} was withdrawn`);
    const cells = await this.cells.cells(id);
    if (cells.length > 0) return { cells, unprotected: [] };
    throw nothingIsPublic(`Publication ${id} is of the time before it was decided which cells the public may see`);
  }

  /** The last is kept: it takes a second or two to work out, and is asked for as JSON and as a file. */
  private async preview(proposal: Publication): Promise<PublicCells> {
    const { id, authority } = proposal;
    const of = `${id} after ${await this.publications.lastNumber(authority)}`;
    if (this.last?.of === of) return this.last.cells;
    const cells = publicCells(contentOf(proposal), await this.cells.before(authority));
    this.last = { of, cells };
    return cells;
  }
}

function nothingIsPublic(why: string): Problem {
  return new Problem({
    status: 409,
    title: 'There is nothing for the public',
    detail: `${why}. To publish these figures, propose them anew.`,
  });
}
