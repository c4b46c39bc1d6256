import { parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { Child, type LoggedEvent } from './child';
import { contacts } from './entities';

const NOON = '2020-04-02T12:00:00Z';
const received = (id: string, receivedOn: string, recordedtime?: string) =>
  logged(id, 'csc.contact.received', { id: 'c1', receivedOn }, recordedtime);
const retracted = (id: string, recordedtime?: string) =>
  logged(id, 'csc.record.retracted', { entity: 'contact', id: 'c1' }, recordedtime);

/** An event that the log took at noon, at the place that its id says. */
function logged(id: string, type: string, data: object, recordedtime?: string): LoggedEvent {
  const stated = recordedtime === undefined ? {} : { recordedtime };
  const event = {
    specversion: '1.0',
    id,
    source: '/s',
    type,
    subject: 'child-0001',
    authority: '841',
    ...stated,
    data,
  };
  return { partition: 0, offset: Number(id), appendedAt: parseInstant(NOON), event: event as CaseEvent };
}

const contactsOf = (...events: LoggedEvent[]): number => contacts(Child.of('841', 'child-0001', events)).length;

describe('a retraction', () => {
  it('hides what was recorded at its own instant or before, in whichever order they come', () => {
    const before = received('1', '2020-04-01', NOON);
    const retraction = retracted('2', NOON);
    expect(contactsOf(before, retraction)).toBe(0);
    expect(contactsOf(retraction, before)).toBe(0);
  });

  it('leaves what was recorded a microsecond later', () => {
    expect(contactsOf(retracted('1', NOON), received('2', '2020-04-01', '2020-04-02T12:00:00.000001Z'))).toBe(1);
  });

  it('hides, of undated events that the log took at one instant, those before it', () => {
    expect(contactsOf(received('1', '2020-04-01'), retracted('2'))).toBe(0);
    expect(contactsOf(retracted('1'), received('2', '2020-04-01'))).toBe(1);
    expect(contactsOf(received('1', '2020-04-01'), retracted('2'), received('3', '2020-04-02'))).toBe(1);
  });

  it('hides an undated event taken at the instant that it states', () => {
    expect(contactsOf(retracted('1', NOON), received('2', '2020-04-01'))).toBe(0);
    expect(contactsOf(retracted('1'), retracted('2', NOON), received('3', '2020-04-01'))).toBe(0);
    expect(contactsOf(retracted('1', NOON), retracted('2'), received('3', '2020-04-01'))).toBe(0);
  });
});
