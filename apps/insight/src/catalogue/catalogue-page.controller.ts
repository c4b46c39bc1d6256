import { Open } from '@careledger/access';
import { RulesInForce } from '@careledger/figures';
import { TargetBook } from '@careledger/reference';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Prose } from '../html';
import { Frame, type Crumb, pages, Pages, prose, type Table } from '../pages/frame';
import * as read from '../query';
import { cataloguePage } from './catalogue-page';
import { allMeasuresTable, catalogueTables } from './catalogue-tables';
import { measurePage } from './measure-page';
import { measureTables } from './measure-tables';

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
    read.allowOnly(query, 'format', 'table');
    const rulebook = await this.rules.rulebook();
    if (query['format'] === 'csv') {
      const name = read.textIn(query, 'table');
      if (name === undefined) return this.frame.csv(reply, 'catalogue', allMeasuresTable(rulebook, this.targets));
      return this.frame.csv(reply, `catalogue-${name}`, tableIn(query, catalogueTables(rulebook, this.targets)));
    }
    return this.framed(reply, cataloguePage(rulebook, this.targets));
  }

  @Get(':id')
  @Open('the catalogue has no case data in it')
  async measure(
    @Param('id') id: string,
    @Query() query: read.Query,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'format', 'table');
    const rulebook = await this.rules.rulebook();
    const { areas, version } = rulebook;
    const measure = read.measureIn(id, rulebook);
    if (query['format'] === 'csv') {
      const table = tableIn(query, measureTables(measure, this.targets));
      return this.frame.csv(reply, `catalogue-${id}-${read.textIn(query, 'table')}`, table);
    }
    const area = areas.find(({ measures }) => measures.includes(measure))?.area ?? '';
    const crumbs = [{ words: 'Catalogue', href: pages.catalogue() }];
    return this.framed(reply, measurePage({ area, version, measure }, this.targets), crumbs);
  }

  private framed(reply: FastifyReply, { title, markup }: Prose, crumbs: readonly Crumb[] = []): string {
    const way = [{ words: 'Figures', href: '/' }, ...crumbs];
    return this.frame.page(reply, { title, place: 'catalogue', crumbs: way, body: prose(markup) });
  }
}

/** The table that is asked for by its name. @throws Problem 400 where there is none of it */
function tableIn(query: read.Query, tables: ReadonlyMap<string, Table>): Table {
  const table = tables.get(read.textIn(query, 'table') ?? '');
  if (table !== undefined) return table;
  throw read.wrong('table', `must be one of ${[...tables.keys()].join(', ')}`);
}
