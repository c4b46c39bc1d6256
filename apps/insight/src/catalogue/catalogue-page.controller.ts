import { Open } from '@careledger/access';
import { RulesInForce } from '@careledger/figures';
import { TargetBook } from '@careledger/reference';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Prose } from '../html';
import { Frame, type Crumb, pages, Pages, prose } from '../pages/frame';
import * as read from '../query';
import { cataloguePage, catalogueTable } from './catalogue-page';
import { measurePage } from './measure-page';

/** The catalogue for people: made from the rulebook and the reference data at each call, so that it cannot drift. */
@Pages('catalogue')
export class CataloguePageController {
  constructor(
    private readonly targets: TargetBook,
    private readonly rules: RulesInForce,
    private readonly frame: Frame,
  ) {}

  @Get()
  @Open('the catalogue has no case data in it')
  async catalogue(@Query() query: read.Query, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    read.allowOnly(query, 'format');
    const rulebook = await this.rules.rulebook();
    if (query['format'] === 'csv') return this.frame.csv(reply, 'catalogue', catalogueTable(rulebook, this.targets));
    return this.framed(reply, cataloguePage(rulebook, this.targets));
  }

  @Get(':id')
  @Open('the catalogue has no case data in it')
  async measure(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const rulebook = await this.rules.rulebook();
    const { areas, version } = rulebook;
    const measure = read.measureIn(id, rulebook);
    const area = areas.find(({ measures }) => measures.includes(measure))?.area ?? '';
    const crumbs = [{ words: 'Catalogue', href: pages.catalogue() }];
    return this.framed(reply, measurePage({ area, version, measure }, this.targets), crumbs);
  }

  private framed(reply: FastifyReply, { title, markup }: Prose, crumbs: readonly Crumb[] = []): string {
    const way = [{ words: 'Figures', href: '/' }, ...crumbs];
    return this.frame.page(reply, { title, place: 'catalogue', crumbs: way, body: prose(markup) });
  }
}
