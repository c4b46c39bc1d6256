import { formatInstant, formatMonth, lastDayOf, parseMonth, type Instant } from '@careledger/calendar';
import {
  inSnapshot,
  periodEnding,
  positionIn,
  type NamedPeriod,
  type RulesInForce,
  type Snapshot,
} from '@careledger/figures';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '@careledger/http-problems';
import { measureNamed } from '@careledger/measures';
import type { Pool } from 'pg';
import { latestCommentary } from '../commentary/commentary-store';
import { explain } from '../entries/explained';
import { explainedJson, type ExplainedJson } from '../entries/explained-json';
import type { LogEnds } from '../log-ends';
import { canonicalText, type Json } from './canonical';
import {
  FORMAT,
  isSameFigure,
  nameOf,
  type Content,
  type FigureName,
  type HeldAgainst,
  type KeptCommentary,
  type KeptFigure,
} from './content';
import type { FigureTaker, Wanted } from './figure-taker';
import { differencesIn } from './proposal-differences';
import { mustBeChecked } from './commentary-warnings';
import { cellsOf, publicCells } from './public-cells';
import { contentOf, type Publication, type PublicationStore } from './publication-store';
import type { SmallNumbers } from './small-numbers';
import { wrongField } from './wrong-field';

/** How long a proposal waits for what is on its way into the figures. */
const PATIENCE_MS = 2_000;

/** What somebody asks to have published. */
export interface ProposalAsked extends Wanted {
  readonly knownAt: Instant;
  readonly note: string;
  readonly by: string;
}

/** Why a figure differs from the one that had been published before. */
export interface RevisedFigure extends FigureName, ExplainedJson {
  /** The id of the publication in which it had been published last. */
  readonly revises: number;
}

/** Why a figure is another today than the one that was published. */
export type ChangedFigure = FigureName & ExplainedJson;

/** Proposes figures, publishes them, and says what has become of them since. */
export class Publications {
  constructor(
    private readonly pool: Pool,
    private readonly store: PublicationStore,
    private readonly taker: FigureTaker,
    private readonly ends: LogEnds,
    private readonly rules: RulesInForce,
    private readonly small: SmallNumbers,
  ) {}

  /**
   * Takes the figures as known at the instant and keeps them as a proposal.
   * @throws Problem 409 where the figures are not final, or would go back behind what has been published
   */
  async propose(asked: ProposalAsked): Promise<Publication> {
    const { authority, knownAt, note, by } = asked;
    await this.complete(knownAt);
    const content = await inSnapshot(this.pool, (snapshot) => this.contentAt(snapshot, asked, knownAt));
    await this.mustNotGoBack(content, knownAt);
    const id = await this.store.propose({
      authority,
      proposedBy: by,
      note,
      knownAt,
      position: content.position,
      content: canonicalText(content as unknown as Json),
      figures: content.figures,
    });
    return this.publication(id);
  }

  /** @throws Problem 404 where there is none */
  async publication(id: number): Promise<Publication> {
    const found = await this.store.find(id);
    if (found !== undefined) return found;
    throw new Problem({
      status: 404,
      title: 'There is no such publication',
      detail: 'No publication has that id. GET /v1/publications?authority=… lists them.',
      field: 'id',
      rule: 'must be the id of a publication',
    });
  }

  /**
   * Publishes a proposal, if its figures are still what was proposed. Where some of them had been published before, why
   * they differ is kept with it.
   * @param isCommentaryChecked whether `by` says that the commentary's small numbers have been read, and are none of children
   * @throws Problem 403 where it is the one who proposed; 409 where it has been decided, or is no longer what was proposed, or
   *   where its commentary says small numbers and that has not been checked
   */
  async publish(proposal: Publication, by: string, isCommentaryChecked: boolean): Promise<Publication> {
    mustBeOpen(proposal);
    if (by === proposal.proposedBy) throw sameHand();
    mustBeChecked(proposal.id, contentOf(proposal), isCommentaryChecked);
    const { id, authority, knownAt } = proposal;
    await this.complete(knownAt);
    const last = await this.store.lastNumber(authority);
    const content = contentOf(proposal);
    const revision = await inSnapshot(this.pool, async (snapshot) => {
      const now = await this.contentAt(snapshot, wantedAgain(content), knownAt);
      const differences = await differencesIn(snapshot, proposal, content, now);
      if (differences.length > 0) throw noLongerSo(differences);
      return this.revisionIn(snapshot, proposal, content);
    });
    const kept = revision.length === 0 ? undefined : JSON.stringify(revision);
    // What was published before is still all there is if `last` still is the last.
    const exact = cellsOf(content);
    const { cells } = publicCells(exact, await this.small.decide(authority, exact, last));
    const decision = { act: 'published', by, revision: kept, last, cells } as const;
    if (await this.store.decide(proposal, decision)) return this.publication(id);
    mustBeOpen(await this.publication(id));
    throw new Problem({
      status: 409,
      detail: 'Something else of this authority was published at this very moment. Ask for the same again.',
    });
  }

  /** @throws Problem 409 where it has been decided */
  async withdraw(proposal: Publication, by: string): Promise<Publication> {
    mustBeOpen(proposal);
    if (!(await this.store.decide(proposal, { act: 'withdrawn', by }))) {
      mustBeOpen(await this.publication(proposal.id));
    }
    return this.publication(proposal.id);
  }

  /** The publications in which its figures had been published before; of a proposal those that it would revise now. */
  async revises(publication: Publication): Promise<number[]> {
    const { authority, decided } = publication;
    const { figures } = contentOf(publication);
    const before = await this.store.latest(
      authority,
      figures,
      decided?.act === 'published' ? decided.number : undefined,
    );
    return [...new Set([...before.values()].map((first) => first.publication.id))].sort((a, b) => a - b);
  }

  /** The same figures as known now, in the order of the publication. */
  async today(
    publication: Publication,
  ): Promise<{ figures: KeptFigure[]; position: Content['position']; final: boolean }> {
    const isFinal = await this.ends.finality(undefined);
    const wanted = wantedAgain(contentOf(publication));
    const { figures, position } = await inSnapshot(this.pool, async (snapshot) => {
      const { position } = snapshot;
      return { position, figures: await this.taker.take(snapshot, { ...wanted, breakdowns: [] }, undefined) };
    });
    return { figures, position, final: await isFinal(position) };
  }

  /**
   * Why figures of a publication are not what they are today, in their order: those that are the same are not in it.
   * @param names which of its figures are looked at
   */
  async changesSince(publication: Publication, names: readonly FigureName[]): Promise<ChangedFigure[]> {
    const wanted = new Set(names.map(nameOf));
    const { authority, knownAt: since, position: sincePosition } = publication;
    const content = contentOf(publication);
    return inSnapshot(this.pool, async (snapshot) => {
      const again = { ...wantedAgain(content), breakdowns: [] };
      const taken = await this.taker.take(snapshot, again, undefined);
      const today = new Map(taken.map((figure) => [nameOf(figure), figure]));
      const changed: ChangedFigure[] = [];
      for (const figure of content.figures) {
        const { measure, grain, period } = figure;
        const [known, now] = [measureNamed(measure), today.get(nameOf(figure))];
        if (known === undefined || now === undefined || !wanted.has(nameOf(figure)) || isSameFigure(figure, now))
          continue;
        const compared = { measure: known, authority, period: periodOf(figure), since, sincePosition };
        const explained = await explain(snapshot, compared, figure);
        const reference = { then: heldIn(figure), now: heldIn(now) };
        changed.push({ measure, grain, period, ...explainedJson(known, explained, reference) });
      }
      return changed;
    });
  }

  /**
   * Waits a moment until all that the log has is in the figures: under load the last of it is always on its way.
   * @throws Problem 409 where that takes longer
   */
  private async complete(knownAt: Instant): Promise<void> {
    const isComplete = await this.ends.completeness(knownAt, wrongField);
    for (const late = Date.now() + PATIENCE_MS; !isComplete(await positionIn(this.pool));) {
      if (Date.now() > late) throw notFinal(knownAt);
      await pause(50);
    }
  }

  private async contentAt(snapshot: Snapshot, wanted: Wanted, knownAt: Instant): Promise<Content> {
    const figures = await this.taker.take(snapshot, wanted, knownAt);
    return {
      format: FORMAT,
      authority: wanted.authority,
      knownAt: formatInstant(knownAt),
      position: snapshot.position,
      rulebook: (await this.rules.rulebook(knownAt)).version,
      figures,
      commentary: await commentaryOn(snapshot, wanted),
    };
  }

  /** Why the figures differ from what had been published before, figure by figure; those that had not been are not in it. */
  private async revisionIn(snapshot: Snapshot, proposal: Publication, content: Content): Promise<RevisedFigure[]> {
    const { authority, knownAt, position } = proposal;
    const before = await this.mustNotGoBack(content, knownAt);
    const revised: RevisedFigure[] = [];
    for (const figure of content.figures) {
      const { measure, grain, period } = figure;
      const first = before.get(nameOf(figure));
      const known = measureNamed(measure);
      if (first === undefined || known === undefined) continue;
      const { id: revises, knownAt: since, position: sincePosition } = first.publication;
      const compared = {
        measure: known,
        authority,
        period: periodOf(figure),
        since,
        sincePosition,
        knownAt,
        position,
      };
      const explained = await explain(snapshot, compared, first.figure);
      const reference = { then: heldIn(first.figure), now: heldIn(figure) };
      revised.push({ measure, grain, period, revises, ...explainedJson(known, explained, reference) });
    }
    return revised;
  }

  /**
   * What was published before of these figures.
   * @throws Problem 409 where one was published as known later, or at a later position of the log
   */
  private async mustNotGoBack({ authority, figures, position }: Content, knownAt: Instant) {
    const before = await this.store.latest(authority, figures);
    for (const [name, { publication }] of before) {
      const isLater = Object.entries(publication.position).some(([part, next]) => next > (position[Number(part)] ?? 0));
      if (publication.knownAt <= knownAt && !isLater) continue;
      const as = `${name} was published as known at ${formatInstant(publication.knownAt)} (publication ${publication.id})`;
      throw new Problem({
        status: 409,
        detail: isLater
          ? `${as}, and this was proposed when less was in the log. Withdraw it, and propose it anew.`
          : `${as}. A revision cannot go back behind that: propose it as known then or later.`,
        field: 'knownAt',
        rule: 'must not be before the instant of what was published',
      });
    }
    return before;
  }
}

/** The commentaries on the quarters that end with the periods. */
async function commentaryOn({ client }: Snapshot, { authority, measures, periods }: Wanted): Promise<KeptCommentary[]> {
  const quarters = periods.filter(({ month }) => month % 3 === 2).map(({ month }) => formatMonth(month));
  const ids = measures.map(({ id }) => id);
  const rows = await latestCommentary(client, authority, ids, [...new Set(quarters)]);
  return rows.map(({ measure, period, version, text, author, writtenAt }) => {
    return { measure, period, version, text, author, writtenAt: formatInstant(writtenAt) };
  });
}

/** What was taken for a publication, to be taken again; measures that the catalogue no longer has are left out. */
function wantedAgain({ authority, figures }: Content): Wanted {
  const ids = [...new Set(figures.map(({ measure }) => measure))];
  const periods = new Map(figures.map((figure) => [`${figure.grain} ${figure.period}`, periodOf(figure)]));
  const breakdowns = [...new Set(figures.flatMap(({ groups = {} }) => Object.keys(groups)))];
  const measures = ids.map(measureNamed).filter((measure) => measure !== undefined);
  return { authority, measures, periods: [...periods.values()], breakdowns };
}

/** The period of a figure that was published, which had ended then. */
function periodOf({ grain, period }: FigureName): NamedPeriod {
  const month = parseMonth(period);
  return periodEnding(month, grain, lastDayOf(month)) as NamedPeriod;
}

const heldIn = ({ population, targets }: KeptFigure): HeldAgainst => ({ population, targets });

/** @throws Problem 409 where a proposal has been decided */
function mustBeOpen({ id, decided }: Publication): void {
  if (decided === undefined) return;
  throw new Problem({
    status: 409,
    detail:
      `Publication ${id} was ${decided.act} by ${decided.by} at ${formatInstant(decided.at)}, and that stays. ` +
      'To say something else of the same period, propose it anew.',
  });
}

function sameHand(): Problem {
  return new Problem({
    status: 403,
    title: 'One proposes, another publishes',
    detail: 'You have proposed these figures yourself. Somebody else with the role publisher must publish them.',
    field: 'by',
    rule: 'must be another than who proposed',
  });
}

function notFinal(knownAt: Instant): Problem {
  return new Problem({
    status: 409,
    title: 'The figures are not final',
    detail:
      `Not all that the log has is in the figures yet, so those known at ${formatInstant(knownAt)} can still change. ` +
      'Ask again once GET /v1/status says lag 0; nothing was kept.',
    field: 'knownAt',
    rule: 'must be an instant up to which everything is in the figures',
  });
}

function noLongerSo(differences: readonly string[]): Problem {
  const [first, ...others] = differences;
  const more =
    others.length === 0
      ? ''
      : ` And ${others.length} more: ${others.slice(0, 4).join('; ')}${others.length > 4 ? '; …' : ''}.`;
  return new Problem({
    status: 409,
    title: 'It is no longer what was proposed',
    detail: `${first}.${more} Withdraw the proposal, and propose the figures as they are known now.`,
  });
}
