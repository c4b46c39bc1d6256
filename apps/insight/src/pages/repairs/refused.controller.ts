import { AskedBy, Caller, Needs, READERS, Seals } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import { childNamedIn } from '@careledger/repairs';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RefusedEvent } from '../../data-quality/arrival-problems';
import { DataQuality } from '../../data-quality/data-quality';
import * as read from '../../query';
import { Frame, LoggedPage, pages, Pages, type Crumb, type Markup } from '../frame';
import { RefusalReader } from './refusal-reader';
import { refusalBody, refusedBody, refusedTable, type ListedRefusal } from './refused-view';
import { now } from './now';
import { isAmong, sealedTo } from './sealing';

const PAGE = 100;
const MOST_CSV = 10_000;
const TITLE = 'Refused events';

/** What the intake refused, with what was sent. It is read from where the intake keeps it, wherever that runs. */
@Pages('authorities/:authority/data-quality/refused')
export class RefusedPagesController {
  constructor(
    private readonly frame: Frame,
    private readonly quality: DataQuality,
    private readonly reader: RefusalReader,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async list(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, 'after', 'format');
    const code = read.authorityIn({ authority });
    const isCsv = query['format'] === 'csv';
    const [before] = read.placeIn(query, 1) ?? [];
    const { refusals: found, more } = await this.quality.refusals(code, isCsv ? MOST_CSV : PAGE, before);
    const refusals = await this.withSeals(caller, found);
    if (isCsv) {
      const table = refusedTable({ authority: code, refusals, now: now() });
      return LoggedPage.of(reply, this.frame.csv(reply, `refused-${code}`, table), refusals.length);
    }
    const last = refusals.at(-1)?.number;
    const body = refusedBody({
      authority: code,
      refusals,
      now: now(),
      first: before === undefined ? undefined : pages.findings(code, 'refused'),
      next: more ? pages.findings(code, 'refused', { after: last }) : undefined,
    });
    return LoggedPage.of(reply, this.framed(reply, code, TITLE, caller, body), refusals.length);
  }

  @Get(':number')
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async show(
    @Param('authority') authority: string,
    @Param('number') number: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowNone(query);
    const code = read.authorityIn({ authority });
    const refusal = /^[1-9]\d{0,14}$/.test(number) ? await this.reader.open(code, Number(number)) : undefined;
    if (refusal === undefined) throw noSuchRefusal();
    // Of the authority that it names, and of the one that sees it: a wrong authority may be just what it was refused for.
    const named = childNamedIn(refusal.payload);
    const names = named === undefined ? [] : [named, { ...named, authority: code }];
    const sealed = await sealedTo(caller, this.seals, names);
    const isSealed = names.some((one) => isAmong(sealed, one));
    const crumbs = [{ words: TITLE, href: pages.findings(code, 'refused') }];
    const body = refusalBody({ refusal, isSealed, now: now() });
    const page = this.framed(reply, code, `Refused event ${refusal.number}`, caller, body, crumbs);
    return LoggedPage.of(reply, page, 1);
  }

  private framed(
    reply: FastifyReply,
    authority: string,
    title: string,
    caller: Caller,
    body: Markup,
    crumbs: readonly Crumb[] = [],
  ): string {
    const quality = { words: 'Data quality', href: pages.dataQuality(authority) };
    const page = { title, authority, place: 'data-quality' as const, caller, crumbs: [quality, ...crumbs], body };
    return this.frame.page(reply, page);
  }

  private async withSeals(caller: Caller, refusals: readonly RefusedEvent[]): Promise<ListedRefusal[]> {
    const names = refusals.flatMap(({ children }) => children);
    const sealed = await sealedTo(caller, this.seals, names);
    return refusals.map((one) => ({ ...one, isSealed: one.children.some((child) => isAmong(sealed, child)) }));
  }
}

function noSuchRefusal(): Problem {
  return new Problem({
    status: 404,
    title: 'There is no such refused event',
    detail: 'No event of that number was refused for this authority. It may have been deleted by its age.',
    field: 'number',
    rule: 'must be the number of a refused event',
  });
}
