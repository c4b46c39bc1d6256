import { setTimeout as wait } from 'node:timers/promises';
import { formatInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import type { HistoryFacts } from '../history-file';
import { HttpClient, unexpected } from '../http-client';

/** Milliseconds that people and case systems waited. */
export interface Waits {
  /** For 36 months of a measure by age band. */
  readonly series: number[];
  /** For the acknowledgement of an event. */
  readonly acknowledged: number[];
  /** From sending an event to the figure that has it in it. */
  readonly inTheFigures: number[];
}

const MEASURES = ['cla', 'cp-plans', 'contacts-received', 'missing-children', 'assessments-45wd'];
/** Between two questions, and between two events: what a busy authority asks and sends. */
const PAUSE_MS = 20;
const COUNTED = 'contacts-received';

/** Asks for series, and sends contacts and looks when the figure has them: both at once, each one after the other. */
export class Users {
  private readonly reading: HttpClient;
  private readonly sending: HttpClient;
  private sent = 0;

  constructor(
    url: string,
    private readonly facts: HistoryFacts,
  ) {
    this.reading = new HttpClient(url, 1);
    this.sending = new HttpClient(url, 1);
  }

  /** What they waited while something was done. */
  async during(work: () => Promise<void>): Promise<Waits> {
    const waits: Waits = { series: [], acknowledged: [], inTheFigures: [] };
    let isOver = false;
    const users = [this.read(waits, () => isOver), this.send(waits, () => isOver)];
    // Whichever fails, the others end.
    await Promise.all([work().finally(() => (isOver = true)), ...users]);
    return waits;
  }

  private async read({ series }: Waits, isOver: () => boolean): Promise<void> {
    const { authority, lastDay } = this.facts;
    const to = lastDay.slice(0, 7);
    const from = `${Number(to.slice(0, 4)) - 3}-${to.slice(5)}`;
    for (let asked = 0; !isOver(); asked++) {
      const measure = MEASURES[asked % MEASURES.length] ?? COUNTED;
      const by = measure === COUNTED ? '' : '&by=ageBand';
      const begin = performance.now();
      const path = `/v1/measures/${measure}/series?authority=${authority}&grain=month&from=${from}&to=${to}${by}`;
      const { status, body } = await this.reading.get(path);
      if (status !== 200) throw unexpected('GET', path, status, body);
      series.push(performance.now() - begin);
      await wait(PAUSE_MS);
    }
  }

  private async send({ acknowledged, inTheFigures }: Waits, isOver: () => boolean): Promise<void> {
    let figure = await this.figure();
    while (!isOver()) {
      const begin = performance.now();
      const { status, body, headAt } = await this.sending.postLines('/v1/events', JSON.stringify(this.contact()));
      if (status !== 202 || !body.includes('"accepted":1')) throw unexpected('POST', '/v1/events', status, body);
      acknowledged.push(headAt - begin);
      const before = figure;
      while (figure === before) figure = await this.figure();
      inTheFigures.push(performance.now() - begin);
      await wait(PAUSE_MS);
    }
  }

  private async figure(): Promise<number> {
    const { authority, lastDay } = this.facts;
    const month = lastDay.slice(0, 7);
    const { points } = await this.sending.getJson<{ points: readonly { numerator: number }[] }>(
      `/v1/measures/${COUNTED}/series?authority=${authority}&grain=month&from=${month}&to=${month}`,
    );
    return points[0]?.numerator ?? 0;
  }

  private contact(): CaseEvent {
    const { authority, lastDay, subjects } = this.facts;
    const id = `bench-contact-${++this.sent}`;
    return {
      specversion: '1.0',
      id,
      source: '/bench/audit',
      type: 'csc.contact.received',
      subject: subjects[(this.sent * 7919) % subjects.length] ?? '',
      authority,
      recordedtime: formatInstant(Date.now() * 1000),
      data: { id, receivedOn: lastDay },
    };
  }
}
