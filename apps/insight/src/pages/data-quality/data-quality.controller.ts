import { AskedBy, Caller, Needs, NOBODY_SEALED, READERS, Seals, type ChildName, type Sealed } from '@careledger/access';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataQuality, type ChildWithFindings } from '../../data-quality/data-quality';
import { kindIn } from '../../data-quality/kind-in';
import { csvTable, findingsTable, tableIn } from '../../data-quality/tables';
import * as read from '../../query';
import { readingBody, WAITING } from '../figures/reading';
import { Frame, LoggedPage, pages, Pages } from '../frame';
import { dataQualityBody } from './data-quality-view';
import { findingsBody } from './findings-view';

const PAGE = 100;
const CSV_PAGE = 10_000;

/** What may be wrong or late in the data behind figures, with the lists of children. */
@Pages('authorities/:authority/data-quality')
export class DataQualityPageController {
  constructor(
    private readonly frame: Frame,
    private readonly quality: DataQuality,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path' })
  async overview(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'format', 'table');
    const code = read.authorityIn({ authority });
    const table = tableIn(query);
    const quality = await this.quality.overview(code);
    const isRead = !('done' in quality);
    if (isRead && query['format'] === 'csv') {
      return this.frame.csv(reply, `data-quality-${table}-${code}`, csvTable(table, quality));
    }
    return this.frame.page(reply, {
      title: 'Data quality',
      authority: code,
      place: 'data-quality',
      caller,
      ...(!isRead && WAITING),
      body: isRead ? dataQualityBody(code, quality, caller.isForAll) : readingBody('Data quality', quality),
    });
  }

  @Get(':kind')
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async list(
    @Param('authority') authority: string,
    @Param('kind') kind: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    return this.findings(read.authorityIn({ authority }), kind, query, caller, reply);
  }

  private async findings(
    authority: string,
    id: string,
    query: read.Query,
    caller: Caller,
    reply: FastifyReply,
  ): Promise<LoggedPage> {
    const kind = kindIn(id);
    read.allowOnly(query, 'measure', 'after', 'format');
    const named = read.textIn(query, 'measure');
    const measure = named === undefined ? undefined : read.measureIn(named).id;
    const [skip = 0] = read.placeIn(query, 1) ?? [];
    const isCsv = query['format'] === 'csv';
    const asked = { measure, skip, limit: isCsv ? CSV_PAGE : PAGE };
    const found = await this.quality.children(authority, kind.id, asked);
    const page = { title: kind.title, authority, place: 'data-quality' as const, caller, crumbs: crumbsOf(authority) };
    if ('done' in found) {
      const reading = this.frame.page(reply, { ...page, ...WAITING, body: readingBody(kind.title, found) });
      return LoggedPage.of(reply, reading, 0);
    }
    const { children, total } = found;
    const sealed = await this.sealedAmong(
      caller,
      children.map(({ subject }) => ({ authority, subject })),
    );
    const isSealed = ({ subject }: ChildWithFindings): boolean => sealed.has(`${authority}:${subject}`);
    if (isCsv) {
      const file = this.frame.csv(
        reply,
        `data-quality-${kind.id}-${authority}`,
        findingsTable(kind, children, isSealed),
      );
      return LoggedPage.of(reply, file, children.length);
    }
    const next = skip + children.length;
    const body = findingsBody({
      authority,
      kind,
      today: this.frame.today(),
      children,
      total,
      isSealed,
      measure,
      first: skip === 0 ? undefined : pages.findings(authority, kind.id, { measure }),
      next: next >= total ? undefined : pages.findings(authority, kind.id, { measure, after: next }),
      csv: pages.findings(authority, kind.id, { measure, format: 'csv' }),
    });
    return LoggedPage.of(reply, this.frame.page(reply, { ...page, body }), children.length);
  }

  private sealedAmong(caller: Caller, names: readonly ChildName[]): Promise<Sealed> {
    return caller.has('sealed-records') ? Promise.resolve(NOBODY_SEALED) : this.seals.among(names);
  }
}

const crumbsOf = (authority: string) => [{ words: 'Data quality', href: pages.dataQuality(authority) }];
