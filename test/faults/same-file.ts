import type { CaseEvent } from '@careledger/contract';
import { nothingKnown, take, type Known } from '../crash/emitters';
import { nameOf } from '../crash/event-source';
import { postEvents } from '../support/client';

const FILE_EVENTS = 500;
const EVENTS_A_REQUEST = 50;

/** Two emitters send one file, each from its beginning to its end and both at once, each to an intake of its own. */
export async function sendTheSameFile(addresses: readonly string[], events: Iterator<CaseEvent>): Promise<Known> {
  const file = take(events, FILE_EVENTS);
  const known = nothingKnown();
  await Promise.all(
    addresses.map(async (address) => {
      for (let at = 0; at < file.length; at += EVENTS_A_REQUEST) {
        const part = file.slice(at, at + EVENTS_A_REQUEST);
        const { status, body } = await postEvents(address, part);
        if (status !== 202 || body.accepted + body.duplicates !== part.length) {
          known.faults.push(`a request of a file was answered ${status}: ${JSON.stringify(body)}`);
          continue;
        }
        known.answered++;
        for (const event of part) known.acknowledged.set(nameOf(event), event);
      }
    }),
  );
  return known;
}
