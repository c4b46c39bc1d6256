import { Seals, type Caller, type ChildName } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import { ParkedFiles, type ParkedFile } from '@careledger/repairs';
import { Injectable } from '@nestjs/common';
import { StatusReader, type ParkedChild, type ParkedPlace } from '../../operations/status-reader';
import * as read from '../../query';
import { isAmong, sealedTo } from './sealing';

const CSV_STEP = 1_000;
const MOST_CSV = 10_000;

/** A child whose events wait, and whether the reader may not know who it is. */
export type SeenParkedChild = ParkedChild & { readonly isSealed: boolean };

/** Reads the children whose events wait, as far as somebody may know them. */
@Injectable()
export class ParkedReader {
  constructor(
    private readonly statuses: StatusReader,
    private readonly files: ParkedFiles,
    private readonly seals: Seals,
  ) {}

  /** At most so many after a place, and the place to go on from where there are more. */
  async list(caller: Caller, authority: string, limit: number, after?: ParkedPlace) {
    const { parked, next } = await this.statuses.parked(limit, after, authority);
    return { parked: await this.withSeals(caller, parked), next };
  }

  /** All of an authority, for a file: at most ten thousand. */
  async all(caller: Caller, authority: string): Promise<SeenParkedChild[]> {
    const all: SeenParkedChild[] = [];
    let after: ParkedPlace | undefined;
    do {
      const { parked, next } = await this.list(caller, authority, CSV_STEP, after);
      all.push(...parked);
      after = next;
    } while (after !== undefined && all.length < MOST_CSV);
    return all;
  }

  /** @throws Problem 404 where nothing of the child waits or was decided; a sealed child is to others as one that is not there */
  async fileOf(caller: Caller, authority: string, subject: string): Promise<ParkedFile> {
    const child = { authority: read.authorityIn({ authority }), subject };
    if (!/^[A-Za-z0-9_-]{8,64}$/.test(subject)) throw nothingWaits();
    if (isAmong(await sealedTo(caller, this.seals, [child]), child)) throw nothingWaits();
    const file = await this.files.fileOf(child);
    if (file.parking === undefined && file.acts.length === 0) throw nothingWaits();
    return file;
  }

  private async withSeals(caller: Caller, parked: readonly ParkedChild[]): Promise<SeenParkedChild[]> {
    const nameOf = ({ authority, child }: ParkedChild): ChildName => ({ authority, subject: child });
    const sealed = await sealedTo(caller, this.seals, parked.map(nameOf));
    return parked.map((one) => ({ ...one, isSealed: isAmong(sealed, nameOf(one)) }));
  }
}

function nothingWaits(): Problem {
  return new Problem({
    status: 404,
    title: 'The child is not parked',
    detail:
      'No event of a child of that pseudonym waits here, and none has waited. The list under Data quality has those that do.',
    field: 'child',
    rule: 'must be the pseudonym of a child whose events wait',
  });
}
