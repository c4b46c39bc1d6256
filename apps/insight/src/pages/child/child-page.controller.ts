import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChildReader } from '../../children/child-reader';
import { isChildName, noSuchChild } from '../../children/no-such-child';
import * as read from '../../query';
import { Frame, LoggedPage, pages, Pages } from '../frame';
import { CaseSystem } from './case-system';
import { childTable } from './child-tables';
import type { ChildPageState } from './child-page-state';
import { childBody } from './child-view';

/** A child's record, for people. */
@Pages('authorities/:authority/children/:child')
export class ChildPageController {
  constructor(
    private readonly frame: Frame,
    private readonly children: ChildReader,
    private readonly caseSystem: CaseSystem,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async child(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, 'after', 'format', 'table');
    const [skipped = 0] = read.placeIn(query, 1) ?? [];
    const today = this.frame.today();
    const record = isChildName(authority, subject) ? await this.children.record(authority, subject, today) : undefined;
    // As in the interface for programs: a sealed record is to others as one that is not there.
    if (record === undefined || (record.seal !== null && !caller.has('sealed-records'))) throw noSuchChild();
    const state: ChildPageState = {
      authority,
      subject,
      today,
      record,
      skipped: Math.max(0, skipped),
      caseSystem: this.caseSystem.addressOf(authority, subject),
    };
    if (query['format'] === 'csv') {
      const name = read.textIn(query, 'table');
      const table = childTable(name, state);
      if (table === undefined)
        throw read.wrong('table', 'must be due, kept, deadlines, measures, spells, events or faults');
      return LoggedPage.of(reply, this.frame.csv(reply, `child-${authority}-${subject}-${name}`, table), 1);
    }
    const page = this.frame.page(reply, {
      title: `Child ${subject}`,
      authority,
      place: 'due',
      caller,
      crumbs: [{ words: 'Due and overdue', href: pages.due(authority) }],
      body: childBody(state),
    });
    return LoggedPage.of(reply, page, 1);
  }
}
