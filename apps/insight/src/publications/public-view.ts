import { Problem } from '@careledger/http-problems';
import type { PublicCellStore } from './public-cell-store';
import { cellsOf, publicCells, type PublicCells } from './public-cells';
import { contentOf, type Publication } from './publication-store';
import type { SmallNumbers } from './small-numbers';

/** What the public may see of publications. */
export class PublicView {
  constructor(
    private readonly cells: PublicCellStore,
    private readonly small: SmallNumbers,
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

  private async preview(proposal: Publication): Promise<PublicCells> {
    const cells = cellsOf(contentOf(proposal));
    return publicCells(cells, await this.small.decide(proposal.authority, cells));
  }
}

function nothingIsPublic(why: string): Problem {
  return new Problem({
    status: 409,
    title: 'There is nothing for the public',
    detail: `${why}. To publish these figures, propose them anew.`,
  });
}
