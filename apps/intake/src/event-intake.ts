import type { Readable } from 'node:stream';
import { MAX_EVENT_BYTES } from '@careledger/contract';
import type { EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import type { ErasedChildren } from '@careledger/store';
import { chunksOf, type EventForm } from './event-bodies';
import { isBlank, LineSplitter, withoutMark } from './lines';
import { type Answer, Reception } from './reception';
import type { Refusals } from './refusals';
import type { Sender } from './sender';

const MAX_ARRAY_BYTES = 10 << 20;

/** Takes bodies of events into the log. */
export class EventIntake {
  constructor(
    private readonly log: EventLog,
    private readonly refusals: Refusals,
    private readonly erased: ErasedChildren,
  ) {}

  /**
   * Reads a body to its end and takes in its events.
   * @param sender who sends them, and so may send what.
   * @param announced the length that the header gives, where it does.
   * @returns what became of the events, once the accepted ones are durable.
   * @throws Problem 400 where there is no event, or what should be an array is none; 413 where the array is too large.
   * @throws LogUnavailable
   */
  async receive(
    body: Readable,
    form: EventForm,
    { historical, sender }: { readonly historical: boolean; readonly sender: Sender },
    announced?: number,
  ): Promise<Answer> {
    const reception = new Reception(this.log, this.refusals, this.erased, historical, sender);
    if (form === 'lines') await this.receiveLines(body, reception);
    else if (form === 'array') await this.receiveArray(body, reception, announced);
    else await this.receiveOne(body, reception);
    if (reception.events === 0) throw new Problem({ status: 400, detail: 'There is no event in the body.' });
    return reception.finish();
  }

  private async receiveLines(body: Readable, reception: Reception): Promise<void> {
    const splitter = new LineSplitter(MAX_EVENT_BYTES);
    for await (const chunk of chunksOf(body)) {
      for (const line of splitter.push(chunk)) await reception.add(line);
    }
    for (const line of splitter.end()) await reception.add(line);
  }

  private async receiveOne(body: Readable, reception: Reception): Promise<void> {
    const { bytes, tooLong } = await startOf(body, MAX_EVENT_BYTES);
    if (tooLong || !isBlank(bytes)) await reception.add({ bytes, tooLong });
  }

  private async receiveArray(body: Readable, reception: Reception, announced: number | undefined): Promise<void> {
    const { bytes, tooLong } =
      announced !== undefined && announced > MAX_ARRAY_BYTES
        ? { bytes: undefined, tooLong: true }
        : await startOf(body, MAX_ARRAY_BYTES);
    if (bytes === undefined || tooLong) {
      throw new Problem({
        status: 413,
        detail: 'An array of events may have 10 MB. Send several, or newline-delimited events, which have no limit.',
      });
    }
    if (isBlank(bytes)) return;
    for (const value of arrayIn(bytes)) await reception.add({ value, payload: JSON.stringify(value) });
  }
}

/** A body up to a limit, without a byte-order mark. What is beyond the limit stays unread. */
async function startOf(body: Readable, limit: number): Promise<{ bytes: Buffer; tooLong: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit + 3) break; // by three the mark may exceed it
  }
  const bytes = withoutMark(Buffer.concat(chunks));
  return { bytes: bytes.subarray(0, limit), tooLong: bytes.length > limit };
}

function arrayIn(bytes: Buffer): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const rule = error instanceof SyntaxError ? 'must be JSON' : 'must be in UTF-8';
    throw new Problem({ status: 400, detail: `The body ${rule}.`, field: '', rule });
  }
  if (Array.isArray(value)) return value;
  throw new Problem({
    status: 400,
    detail: 'The body must be a JSON array of events.',
    field: '',
    rule: 'must be an array',
  });
}
