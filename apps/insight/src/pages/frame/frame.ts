import type { Caller } from '@careledger/access';
import type { Day } from '@careledger/calendar';
import type { Today } from '@careledger/config';
import { TOLERANCE_PERCENT } from '@careledger/reference';
import type { FastifyReply } from 'fastify';
import type { FixtureInfo } from '../../fixture';
import { asCsvFile, csvText } from './csv';
import { pageMarkup, type Layout } from './layout';
import { PAGE_POLICY } from './policy';
import type { Table } from './table';

/** What a page says of itself; the rest of the layout is the frame's. */
export type Framed = Omit<Layout, 'authorityName' | 'isSignedIn'> & {
  /** Who reads. */
  readonly caller?: Caller;
};

/** What all pages stand in. */
export class Frame {
  constructor(
    private readonly fixture: FixtureInfo | null,
    private readonly clock: Today,
    /** How far from its target a figure may be and still be called near it, in hundredths of the target. */
    readonly tolerance: number = TOLERANCE_PERCENT,
  ) {}

  /** The day on which the pages stand. */
  today(): Day {
    return this.clock.today();
  }

  /** An authority as people call it. */
  nameOf(authority: string): string {
    return this.fixture?.authority === authority ? this.fixture.title : `Authority ${authority}`;
  }

  /** Gives a page as the answer. What is returned is for the handler to return. */
  page(reply: FastifyReply, { caller, ...page }: Framed, status = 200): string {
    reply
      .code(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      // With no referrer at all the browser would not say either that a form comes from a page of ours.
      .header('referrer-policy', 'same-origin');
    return pageMarkup({
      ...page,
      authorityName: page.authority === undefined ? undefined : this.nameOf(page.authority),
      isSignedIn: caller?.expiresAt !== undefined,
    });
  }

  /** Gives a table as a CSV file. What is returned is for the handler to return. */
  csv(reply: FastifyReply, name: string, table: Pick<Table, 'columns' | 'rows'>): string {
    asCsvFile(reply, name);
    return csvText(table);
  }
}
