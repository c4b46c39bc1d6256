import { parseMonth, type Month } from '@careledger/calendar';
import { Audits, AuditTables } from '@careledger/audit';
import { Today } from '@careledger/config';
import { Discloser } from '@careledger/discloser';
import type { EventLog } from '@careledger/event-log';
import { BUNDLED_POPULATIONS, TargetBook, type OwnReference } from '@careledger/reference';
import {
  databaseAndLog,
  gauge,
  OperationsModule,
  progressMeter,
  type Meter,
  type Operations,
} from '@careledger/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import type { Pool } from 'pg';
import { AnswerHeaders } from './api/answer-headers';
import { ApiDocument } from './api/api-document';
import { DocumentsController } from './api/documents.controller';
import { Unavailability } from './api/unavailability';
import { CatalogueController } from './catalogue/catalogue.controller';
import { CataloguePageController } from './catalogue/catalogue-page.controller';
import { ChainsController, HeadReader } from './chains/chains.controller';
import { ChildReader } from './children/child-reader';
import { ChildrenController } from './children/children.controller';
import { CommentaryController } from './commentary/commentary.controller';
import { CommentaryStore } from './commentary/commentary-store';
import { DataQuality } from './data-quality/data-quality';
import { DataQualityController } from './data-quality/data-quality.controller';
import { DueBooks } from './due/due-books';
import { DueController } from './due/due.controller';
import { ChildPageController } from './pages/child/child-page.controller';
import { CaseSystem } from './pages/child/case-system';
import { DuePageController } from './pages/due/due-page.controller';
import { EntriesController } from './entries/entries.controller';
import { EntryReader } from './entries/entry-reader';
import { RestatementReader } from './entries/restatement-reader';
import { FigureReader, installedTargets, PopulationBook, RulesInForce } from '@careledger/figures';
import type { Rulebook } from '@careledger/measures';
import { Acts, DeadLetters, LettersOfAuthority, ParkedFiles } from '@careledger/repairs';
import { SeriesController } from './series/series.controller';
import { ShownFixture, type FixtureInfo } from './fixture';
import { LiveFigures } from './live/live-figures';
import { LiveController } from './live/live.controller';
import { SignInController } from './sign-in/sign-in.controller';
import { LogEnds } from './log-ends';
import { FigureTaker } from './publications/figure-taker';
import { PublicCellStore } from './publications/public-cell-store';
import { Printer } from './pages/reports/printer';
import { ReportReader } from './pages/reports/report-reader';
import { ReportsController } from './pages/reports/reports.controller';
import { PublicationPagesController } from './pages/publications/publications.controller';
import { PublicView } from './publications/public-view';
import { SmallNumbers } from './publications/small-numbers';
import { PublicationStore } from './publications/publication-store';
import { Publications } from './publications/publications';
import { PublicCellsController } from './publications/cells.controller';
import { PublicationsController } from './publications/publications.controller';
import { ReferenceBook } from './publications/reference-book';
import { AssetsController } from './pages/frame/assets.controller';
import { Frame } from './pages/frame';
import { PageProblems } from './pages/frame/page-problems.filter';
import { MovedReader } from './pages/overview/moved-reader';
import { AuditPagesController } from './pages/audits/audits.controller';
import { DataQualityPageController } from './pages/data-quality/data-quality.controller';
import { DeadLetterPages } from './pages/repairs/dead-letter-pages';
import { DeadLetterReader } from './pages/repairs/dead-letter-reader';
import { DeadLetterPagesController } from './pages/repairs/dead-letters.controller';
import { ParkedPages } from './pages/repairs/parked-pages';
import { ParkedReader } from './pages/repairs/parked-reader';
import { ParkedPagesController } from './pages/repairs/parked.controller';
import { RefusalReader } from './pages/repairs/refusal-reader';
import { RefusedPagesController } from './pages/repairs/refused.controller';
import { OverviewController } from './pages/overview/overview.controller';
import { OverviewReader } from './pages/overview/overview-reader';
import { MeasurePageController } from './pages/measure/measure.controller';
import { MeasureReader } from './pages/measure/measure-reader';
import { WhyController } from './pages/why/why.controller';
import { StatusController } from './operations/status.controller';
import { StatusReader } from './operations/status-reader';

export interface InsightOptions {
  /** From the store's `createPool`. The live stream keeps one connection of it while anybody listens. */
  readonly pool: Pool;
  readonly log: EventLog;
  readonly today: Today;
  /** The made-up history that is shown; null where the data are real. */
  readonly fixture: FixtureInfo | null;
  /** What the authority has put in the place of bundled reference data; without it all of that stands. */
  readonly reference?: OwnReference;
  /** The first month from which the records are complete; undefined: as the fixture says, or nobody knows. */
  readonly recordsFrom?: Month | undefined;
  /** How far from its target a figure may be and still be called near it, in hundredths of the target. */
  readonly tolerancePercent?: number;
  /** The Chromium that prints reports; undefined: one that is found on PATH. */
  readonly chromium?: string | undefined;
  /** What else the process that the read side is in shows to those who run it. */
  readonly operations?: Partial<Operations>;
  /** The rulebooks that the program knows, where these are not all that there are. */
  readonly rulebooks?: readonly Rulebook[] | undefined;
  /** The page of a child in the case system, with `{child}` for the pseudonym; without it the pages lead to none. */
  readonly caseUrl?: string | undefined;
}

/**
 * The read side: figures, what they are made of, records, what falls due, the live stream, the pages. It writes nothing but what
 * people publish, what they say of it, and the audits that they ask for.
 */
@Module({})
export class InsightModule {
  static forRoot({
    pool,
    log,
    today,
    fixture,
    reference = {},
    recordsFrom,
    tolerancePercent,
    chromium,
    operations = {},
    rulebooks,
    caseUrl,
  }: InsightOptions): DynamicModule {
    const rules = new RulesInForce(pool, rulebooks);
    const ends = new LogEnds(log);
    const statuses = new StatusReader(pool, ends);
    const populations = PopulationBook.installed(reference, fixture);
    const targets = installedTargets(reference, fixture);
    const figureReader = new FigureReader(pool);
    const heldAgainst = new ReferenceBook(populations, targets);
    const published = new PublicationStore(pool);
    const publicCells = new PublicCellStore(pool);
    const small = new SmallNumbers(published, publicCells, new Discloser());
    const publicView = new PublicView(publicCells, small);
    const taker = new FigureTaker(figureReader, heldAgainst);
    const publications = new Publications(pool, published, taker, ends, rules, small);
    const completeFrom =
      recordsFrom ?? (fixture?.completeFrom === undefined ? undefined : parseMonth(fixture.completeFrom));
    const evidenceSources = {
      populations,
      populationSources: reference.populations ?? (fixture === null ? BUNDLED_POPULATIONS : []),
      targets,
      notice: fixture?.notice ?? null,
    };
    const parkedFiles = new ParkedFiles(pool);
    const live = new LiveFigures(pool, populations, today, rules);
    const parts = { ...databaseAndLog(pool, log), ...figures(statuses), ...operations.parts };
    const meters = [progressMeter(() => statuses.progress()), listenerMeter(live), ...(operations.meters ?? [])];
    return {
      module: InsightModule,
      imports: [OperationsModule.forRoot({ parts, meters })],
      controllers: [
        CatalogueController,
        CataloguePageController,
        SeriesController,
        StatusController,
        DocumentsController,
        EntriesController,
        ChainsController,
        PublicationsController,
        PublicCellsController,
        CommentaryController,
        ChildrenController,
        DataQualityController,
        DueController,
        DuePageController,
        ChildPageController,
        LiveController,
        OverviewController,
        MeasurePageController,
        WhyController,
        DataQualityPageController,
        ParkedPagesController,
        DeadLetterPagesController,
        RefusedPagesController,
        PublicationPagesController,
        AuditPagesController,
        AssetsController,
        ReportsController,
        SignInController,
      ],
      providers: [
        { provide: Today, useValue: today },
        { provide: LogEnds, useValue: ends },
        { provide: RulesInForce, useValue: rules },
        { provide: ShownFixture, useValue: new ShownFixture(fixture) },
        { provide: Frame, useValue: new Frame(fixture, today, tolerancePercent) },
        PageProblems,
        { provide: OverviewReader, useValue: new OverviewReader(pool, rules, populations, completeFrom) },
        { provide: MeasureReader, useValue: new MeasureReader(pool, populations, completeFrom) },
        { provide: MovedReader, useValue: new MovedReader(pool) },
        { provide: PopulationBook, useValue: populations },
        { provide: TargetBook, useValue: targets },
        { provide: FigureReader, useValue: figureReader },
        { provide: EntryReader, useValue: new EntryReader(pool, rules) },
        { provide: RestatementReader, useValue: new RestatementReader(pool) },
        { provide: HeadReader, useValue: new HeadReader(pool) },
        { provide: ChildReader, useValue: new ChildReader(pool, rules) },
        { provide: CaseSystem, useValue: new CaseSystem(caseUrl) },
        { provide: DueBooks, useValue: new DueBooks(pool, today) },
        { provide: ReferenceBook, useValue: heldAgainst },
        { provide: PublicationStore, useValue: published },
        { provide: Publications, useValue: publications },
        { provide: PublicView, useValue: publicView },
        { provide: SmallNumbers, useValue: small },
        {
          provide: ReportReader,
          useValue: new ReportReader(pool, figureReader, rules, publicView, small, {
            populations,
            targets,
            fixture,
            completeFrom,
            today,
          }),
        },
        { provide: Printer, useValue: new Printer(chromium) },
        { provide: DataQuality, useValue: new DataQuality(pool, today) },
        // What operators decide is put on the log from here, whichever engine that is: no other process is asked.
        { provide: ParkedFiles, useValue: parkedFiles },
        { provide: Acts, useValue: new Acts(log, parkedFiles) },
        { provide: DeadLetters, useValue: new DeadLetters(pool, log) },
        { provide: LettersOfAuthority, useValue: new LettersOfAuthority(pool) },
        ParkedReader,
        ParkedPages,
        DeadLetterReader,
        DeadLetterPages,
        { provide: RefusalReader, useValue: new RefusalReader(pool) },
        { provide: Audits, useValue: new Audits(new AuditTables(pool), ends, evidenceSources) },
        { provide: CommentaryStore, useValue: new CommentaryStore(pool) },
        { provide: LiveFigures, useValue: live },
        { provide: StatusReader, useValue: statuses },
        {
          provide: AnswerHeaders,
          useFactory: (host: HttpAdapterHost) => new AnswerHeaders(host),
          inject: [HttpAdapterHost],
        },
        { provide: APP_INTERCEPTOR, useClass: Unavailability },
        ApiDocument,
      ],
    };
  }
}

/** A lag is no reason to send readers elsewhere: it would be the same there. It must be readable, that is all. */
function figures(statuses: StatusReader): Operations['parts'] {
  return {
    figures: async () => {
      const { lag, parked } = await statuses.progress();
      return { lag, parked };
    },
  };
}

function listenerMeter(live: { readonly count: number }): Meter {
  return (registry) => {
    const listeners = gauge(registry, 'careledger_live_listeners', 'Open live streams');
    return () => Promise.resolve(listeners.set(live.count));
  };
}
