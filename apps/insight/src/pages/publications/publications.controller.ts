import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatInstant, formatMonth, parseMonth } from '@careledger/calendar';
import { knownAtIn } from '@careledger/audit';
import { Problem } from '@careledger/http-problems';
import { Body, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogEnds } from '../../log-ends';
import { proposalIn, whoIn } from '../../publications/bodies';
import { nameOf } from '../../publications/content';
import { contentOf, PublicationStore, type Publication } from '../../publications/publication-store';
import { Publications, type RevisedFigure } from '../../publications/publications';
import * as read from '../../query';
import { formFields, Frame, mustBeOwnForm, pages, Pages, seeOther, type Table } from '../frame';
import { periodsOf, type PublishedPeriod } from './period-words';
import { changesTable, figuresTable, publicationBody, revisionTable } from './publication-view';
import { publicationsBody, publicationsTable } from './publications-view';

const LOOKERS = [...READERS, 'publisher'] as const;

type Fields = Readonly<Record<string, string>>;

/** What was done just now, by the word in the address that it leads to. */
const DONE: Readonly<Record<string, string>> = {
  proposed: 'The figures are proposed. Somebody else with the role publisher has to publish them.',
  published: 'The figures are published, and kept as they are.',
  withdrawn: 'The proposal is withdrawn.',
};

const A_PAGE = 50;
const A_FILE = 10_000;

/** What was published, what has changed since, and the forms to propose, publish and withdraw. */
@Pages('authorities/:authority/publications')
export class PublicationPagesController {
  constructor(
    private readonly frame: Frame,
    private readonly publications: Publications,
    private readonly store: PublicationStore,
    private readonly ends: LogEnds,
  ) {}

  @Get()
  @Needs({ roles: LOOKERS, authority: 'path' })
  async list(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'format', 'after');
    const code = read.authorityIn({ authority });
    if (query['format'] === 'csv') {
      const { publications } = await this.store.list(code, A_FILE, undefined);
      return this.frame.csv(reply, `publications-${code}`, publicationsTable({ authority: code, publications }));
    }
    return this.listPage(reply, code, caller, { after: read.idIn(query, 'after') });
  }

  @Post()
  @HttpCode(200)
  @Needs({ roles: ['publisher'], authority: 'path' })
  async propose(
    @Param('authority') authority: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    mustBeOwnForm(request);
    const code = read.authorityIn({ authority });
    const sent = formFields(body);
    try {
      const { id } = await this.publications.propose(proposalIn(await this.proposalOf(code, sent), caller));
      return seeOther(reply, pages.publication(code, id, { done: 'proposed' }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.listPage(reply, code, caller, { sent, problem: error });
    }
  }

  @Get(':id')
  @Needs({ roles: LOOKERS, authority: 'path' })
  async show(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'period', 'format', 'table', 'done');
    const publication = await this.publicationOf(read.authorityIn({ authority }), id);
    const period = periodIn(publication, read.textIn(query, 'period'));
    if (query['format'] === 'csv') {
      const name = read.textIn(query, 'table') ?? 'figures';
      const table = await this.tableNamed(name, publication, period);
      return this.frame.csv(reply, `publication-${publication.id}-${period.name}-${name}`, table);
    }
    return this.page(reply, publication, caller, { period, done: DONE[read.textIn(query, 'done') ?? ''] });
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Needs({ roles: ['publisher'], authority: 'path' })
  async publish(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.decide('published', authority, id, formFields(body), caller, request, reply);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Needs({ roles: ['publisher'], authority: 'path' })
  async withdraw(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.decide('withdrawn', authority, id, formFields(body), caller, request, reply);
  }

  private async decide(
    act: 'published' | 'withdrawn',
    authority: string,
    id: string,
    sent: Fields,
    caller: Caller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    mustBeOwnForm(request);
    const publication = await this.publicationOf(read.authorityIn({ authority }), id);
    try {
      const by = whoIn(sent, caller);
      if (act === 'published') await this.publications.publish(publication, by, sent['commentaryChecked'] === 'true');
      else await this.publications.withdraw(publication, by);
      return seeOther(reply, pages.publication(publication.authority, publication.id, { done: act }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const now = await this.publicationOf(publication.authority, id);
      return this.page(reply, now, caller, { period: periodIn(now, undefined), problem: error });
    }
  }

  /** What a form proposes, as the interface for programs has it. @throws Problem 400 */
  private async proposalOf(authority: string, { quarter, scope, knownAt, note, by }: Fields): Promise<object> {
    return {
      authority,
      periods: quarter === undefined ? [] : periodsIn(quarter, scope !== 'quarter'),
      knownAt: knownAt === undefined ? formatInstant((await this.ends.fresh()).at - 1) : endOfDay(knownAt),
      note,
      ...(by !== undefined && { by }),
    };
  }

  private async listPage(
    reply: FastifyReply,
    authority: string,
    caller: Caller,
    { sent, problem, after }: { sent?: Fields; problem?: Problem; after?: number | undefined } = {},
  ): Promise<string> {
    const { publications, next } = await this.store.list(authority, A_PAGE, after);
    const today = this.frame.today();
    const state = { authority, publications, next, caller, today, sent, problem: problem?.body.detail };
    const page = { title: 'Publications', authority, place: 'publications' as const, caller };
    return this.frame.page(reply, { ...page, body: publicationsBody(state) }, problem?.body.status);
  }

  private async page(
    reply: FastifyReply,
    publication: Publication,
    caller: Caller,
    { period, done, problem }: { period: PublishedPeriod; done?: string | undefined; problem?: Problem },
  ): Promise<string> {
    const { authority, id, note } = publication;
    const [today, changes, revision, revises, revisedBy] = await Promise.all([
      this.todayOf(publication, period),
      this.changesOf(publication, period),
      this.revisionOf(publication),
      this.publications.revises(publication),
      this.store.revisionsOf(id),
    ]);
    const body = publicationBody({
      publication,
      caller,
      today,
      period,
      changes,
      revision,
      revises,
      revisedBy,
      done,
      problem: problem?.body.detail,
    });
    const crumbs = [{ words: 'Publications', href: pages.publications(authority) }];
    const page = { title: `Publication ${id}: ${note}`, authority, place: 'publications' as const, caller, crumbs };
    return this.frame.page(reply, { ...page, body }, problem?.body.status);
  }

  /** A table of the page by its name. @throws Problem 400 where there is none of it */
  private async tableNamed(name: string, publication: Publication, period: PublishedPeriod): Promise<Table> {
    switch (name) {
      case 'figures':
        return figuresTable({ publication, period, today: await this.todayOf(publication, period) });
      case 'changes':
        return changesTable({ publication, period, changes: await this.changesOf(publication, period) });
      case 'revision':
        return revisionTable({ publication, period, revision: await this.revisionOf(publication) });
      default:
        throw read.wrong('table', 'must be figures, changes or revision');
    }
  }

  private changesOf(publication: Publication, period: PublishedPeriod) {
    const shown = contentOf(publication).figures.filter((figure) => {
      return figure.grain === period.grain && figure.period === period.period;
    });
    return this.publications.changesSince(publication, shown);
  }

  private async revisionOf({ id }: Publication): Promise<RevisedFigure[]> {
    const kept = await this.store.revision(id);
    return kept === undefined ? [] : (JSON.parse(kept) as RevisedFigure[]);
  }

  private async todayOf(publication: Publication, { grain, period }: PublishedPeriod) {
    const { figures } = await this.publications.today(publication);
    const shown = figures.filter((figure) => figure.grain === grain && figure.period === period);
    return new Map(shown.map((figure) => [nameOf(figure), figure]));
  }

  /** The publication; one of another authority is not under this one's address. @throws Problem 404 */
  private async publicationOf(authority: string, id: string): Promise<Publication> {
    const publication = await this.publications.publication(/^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0);
    return publication.authority === authority ? publication : this.publications.publication(0);
  }
}

/** The period of a publication that is asked for; its first where nothing is said. @throws Problem 400 */
function periodIn(publication: Publication, name: string | undefined): PublishedPeriod {
  const periods = periodsOf(contentOf(publication).figures);
  const found = name === undefined ? periods[0] : periods.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw read.wrong('period', `must be one of its periods: ${periods.map((one) => one.name).join(', ')}`);
}

/** A quarter by its last month, and what is published with it. */
function periodsIn(quarter: string, withParts: boolean): object[] {
  const whole = { grain: 'quarter', period: quarter };
  if (!withParts || !/^\d{4}-(03|06|09|12)$/.test(quarter)) return [whole];
  const last = parseMonth(quarter);
  const months = [last - 2, last - 1, last].map((month) => ({ grain: 'month', period: formatMonth(month) }));
  return [whole, ...months, { grain: 'ytd', period: quarter }];
}

/** The last instant of a day; what is none is refused where it is read. */
function endOfDay(day: string): string {
  try {
    return formatInstant(knownAtIn(day));
  } catch {
    return day;
  }
}
