import type { Readable } from 'node:stream';
import { Problem } from '@careledger/http-problems';
import type { EventType } from '@careledger/contract';
import { readCensus } from '../cin/read-census';
import { CIN_CENSUS } from '../cin/source';
import type { ReadFile, Reader } from '../engine/read-file';
import type { Source } from '../engine/source';
import { ImportError } from '../import-error';
import { importFiles, inFile, type Surroundings } from '../import-files';
import type { FileSummary, ImportSummary } from '../import-summary';
import type { EventSink } from '../intake-client';
import { readList } from '../lists/read-list';
import { LISTS } from '../lists/source';
import { refuseMisreadYear, refuseUnfinishedYears } from '../return-files';
import { readReturnCsv, readReturnXml } from '../ssda903/read-return';
import type { FileKind } from '../ssda903/rows';
import { SSDA903 } from '../ssda903/source';

export interface UploadSettings {
  /** The folder of the authorities' keys and the importer's journals: the one that the command line uses. */
  readonly keep: string;
  readonly sink: EventSink;
  readonly now: Surroundings['now'];
  /** Why nothing may be uploaded; undefined where it may. */
  readonly closed?: string | undefined;
}

/** What holds for an upload whatever is in it. */
export interface Upload {
  readonly authority: string;
  readonly dryRun: boolean;
  readonly body: Readable;
}

/** What became of an uploaded file. */
export interface UploadAnswer {
  readonly dryRun: boolean;
  /** What the person should know. */
  readonly notes: readonly string[];
  readonly files: readonly FileSummary[];
  /** The first thousand rows that were left out or taken with a remark; `files` counts all. */
  readonly findings: readonly {
    readonly file: string;
    readonly line: number;
    readonly outcome: string;
    readonly reason: string;
  }[];
  /** The first thousand events that the intake refused, by the row that they come from. */
  readonly refused: readonly {
    readonly file: string;
    readonly line: number;
    readonly type: string;
    readonly field: string;
    readonly rule: string;
  }[];
}

const LISTED = 1_000;

/** Takes in uploaded files by the same way as the command line, one after another. */
export class Uploads {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: UploadSettings) {}

  ssda903(upload: Upload, year: number, table: FileKind | 'xml'): Promise<UploadAnswer> {
    const name = table === 'xml' ? `${year}.xml` : `${year}-${table}.csv`;
    const file = { name, year, open: () => upload.body };
    return this.import(SSDA903, upload, async (reader) => {
      const { firstVersion, now } = reader;
      refuseUnfinishedYears([file], firstVersion, now, 'The year is the one in which the financial year starts.');
      const read = await inFile(
        name,
        table === 'xml' ? readReturnXml(file, reader) : readReturnCsv(file, table, reader),
      );
      refuseMisreadYear(name, year, read.ends, 'start');
      return read;
    });
  }

  census(upload: Upload): Promise<UploadAnswer> {
    const file = { name: 'census.xml', authority: upload.authority, open: () => upload.body };
    return this.import(CIN_CENSUS, upload, (reader) => inFile(file.name, readCensus(file, reader)));
  }

  list(upload: Upload, type: EventType, list: string): Promise<UploadAnswer> {
    const file = { name: list, list, type, authority: upload.authority, open: () => upload.body };
    return this.import(LISTS, upload, (reader) => inFile(list, readList(file, reader)));
  }

  private async import(
    source: Source,
    { authority, dryRun }: Upload,
    read: (reader: Reader) => Promise<ReadFile>,
  ): Promise<UploadAnswer> {
    const { keep, sink, now, closed } = this.settings;
    if (closed !== undefined) throw new Problem({ status: 409, title: 'No uploads', detail: closed });
    const notes: string[] = [];
    const importing = this.turn.then(() =>
      importFiles(
        source,
        async function* (reader) {
          yield await read(reader);
        },
        { authority, dryRun, keep, journalLost: false },
        { now, say: (line) => notes.push(line) },
        sink,
      ),
    );
    this.turn = importing.catch(() => undefined);
    try {
      return answerOf(await importing, notes);
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      throw new Problem({ status: 422, title: 'The import was not done', detail: error.message });
    }
  }
}

function answerOf({ dryRun, files, findings, refused }: ImportSummary, notes: readonly string[]): UploadAnswer {
  return {
    dryRun,
    notes,
    files,
    findings: findings.slice(0, LISTED).map(({ origin, outcome, reason }) => ({ ...origin, outcome, reason })),
    refused: refused.slice(0, LISTED).map(({ origin, type, field, rule }) => ({ ...origin, type, field, rule })),
  };
}
