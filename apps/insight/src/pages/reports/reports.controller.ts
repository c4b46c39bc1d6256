import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatMonth, lastInstantOf, parseDay, parseMonth, type Instant, type Month } from '@careledger/calendar';
import { ruleBrokenBy } from '@careledger/figures';
import { Problem } from '@careledger/http-problems';
import { reportCsv, reportXlsx, type Readership, type Report } from '@careledger/report';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Publications } from '../../publications/publications';
import { PublicationStore } from '../../publications/publication-store';
import * as read from '../../query';
import { Frame, Pages } from '../frame';
import { Printer } from './printer';
import { reportFileName, reportPage } from './report-page';
import { hasBegun, ReportReader } from './report-reader';
import { reportsView } from './reports-view';

/** Who may have reports made: those who read figures, and those who publish them. */
const LOOKERS = [...READERS, 'publisher'] as const;

const FORMS = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;
type Form = keyof typeof FORMS;

/** Of that many of the last publications a report is offered; of others by their address. */
const OFFERED = 50;

/** Quarterly reports: which one, for whom, and in which form. */
@Pages('authorities/:authority/reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportReader,
    private readonly publications: Publications,
    private readonly published: PublicationStore,
    private readonly printer: Printer,
    private readonly frame: Frame,
  ) {}

  @Get()
  @Needs({ roles: LOOKERS, authority: 'path' })
  async choose(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'quarter', 'for', 'known-at', 'publication');
    const code = read.authorityIn({ authority });
    const latest = await this.published.list(code, OFFERED, undefined);
    const publications = latest.publications.filter(({ decided }) => decided?.act !== 'withdrawn');
    const asked = {
      authority: code,
      today: this.frame.today(),
      quarter: query['quarter'] === undefined ? undefined : quarterIn(read.textIn(query, 'quarter') ?? ''),
      readership: readershipIn(query),
      knownAt: read.textIn(query, 'known-at'),
      publication: publicationIn(query),
      publications,
      canPrint: this.printer.program !== undefined,
    };
    const body = reportsView(asked);
    return this.frame.page(reply, { title: 'Quarterly reports', authority: code, place: 'reports', body, caller });
  }

  @Get(':name')
  @Needs({ roles: LOOKERS, authority: 'path' })
  async show(
    @Param('authority') authority: string,
    @Param('name') name: string,
    @Query() query: read.Query,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    read.allowOnly(query, 'for', 'known-at', 'publication');
    const [quarter, form] = nameIn(name);
    const report = await this.composed(read.authorityIn({ authority }), quarter, query);
    const file = `${reportFileName(report)}.${form}`;
    reply.header('content-type', FORMS[form]);
    reply.header('content-disposition', `${form === 'html' ? 'inline' : 'attachment'}; filename="${file}"`);
    switch (form) {
      case 'html': {
        const { html, policy } = reportPage(report);
        reply.header('content-security-policy', policy);
        // As bytes: the notice of made-up children stands in the report itself, so that it is in what is saved too.
        return Buffer.from(html);
      }
      case 'pdf':
        return this.printer.pdf(reportPage(report).html);
      case 'xlsx':
        return reportXlsx(report);
      case 'csv':
        return Buffer.from(reportCsv(report));
    }
  }

  private async composed(authority: string, quarter: Month, query: read.Query): Promise<Report> {
    const readership = readershipIn(query);
    const knownAt = knownAtIn(query);
    const id = publicationIn(query);
    if (id !== undefined && knownAt !== undefined) {
      throw read.wrong('known-at', 'must be left out where a publication is named: it has its own instant');
    }
    if (!hasBegun(quarter, this.frame.today())) {
      throw read.wrong('quarter', `must have begun, and ${formatMonth(quarter)} has not`);
    }
    const asked = { authority, authorityName: this.frame.nameOf(authority), quarter, readership, knownAt };
    if (id === undefined) return this.reports.report(asked);
    const publication = await this.publications.publication(id);
    if (publication.authority !== authority) throw notOfThis(authority);
    return this.reports.ofPublication(asked, publication);
  }
}

/** `2020-12`, or with `.pdf`, `.xlsx` or `.csv` at its end. */
function nameIn(name: string): readonly [Month, Form] {
  const [, quarter = '', ending] = /^(.*?)(?:\.(pdf|xlsx|csv))?$/.exec(name) ?? [];
  return [quarterIn(quarter), (ending as Form | undefined) ?? 'html'];
}

function quarterIn(text: string): Month {
  const form = 'must be the last month of a quarter as YYYY-MM, for instance 2020-12';
  let month: Month;
  try {
    month = parseMonth(text);
  } catch {
    throw read.wrong('quarter', form);
  }
  const rule = ruleBrokenBy(month, 'quarter');
  if (rule !== undefined) throw read.wrong('quarter', `${form}: ${rule}`);
  return month;
}

/** The id of a publication; empty where a form left it so. */
function publicationIn(query: read.Query): number | undefined {
  return query['publication'] === '' ? undefined : read.idIn(query, 'publication');
}

/** An instant, or a date: then the end of that day in London. Empty where a form left it so. */
function knownAtIn(query: read.Query): Instant | undefined {
  const text = read.textIn(query, 'known-at') ?? '';
  if (text === '') return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return read.instantIn(query, 'known-at');
  try {
    return lastInstantOf(parseDay(text));
  } catch {
    throw read.wrong('known-at', 'must be a date or an instant, for instance 2021-01-15 or 2021-01-15T17:00:00Z');
  }
}

function readershipIn(query: read.Query): Readership {
  const text = read.textIn(query, 'for') ?? 'internal';
  if (text === 'internal' || text === 'publication') return text;
  throw read.wrong('for', 'must be internal (numbers are exact) or publication (small numbers are not shown)');
}

function notOfThis(authority: string): Problem {
  return new Problem({
    status: 404,
    title: 'There is no such publication',
    detail: `No publication of authority ${authority} has that id. Its publications are listed at /authorities/${authority}/publications.`,
    field: 'publication',
    rule: 'must be the id of a publication of the authority',
  });
}
