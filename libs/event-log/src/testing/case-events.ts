import { controlText, exampleOfControl, type ControlEvent, type EventOf } from '@careledger/contract';
import type { Submission } from '../event-log';

type Contact = EventOf<'contact.received'>;

/** A valid event for tests: a contact about a child, with what the test cares about put in. */
export function contact(number: number, changes: Partial<Contact> = {}): Contact {
  return {
    specversion: '1.0',
    id: `e-${number}`,
    source: '/authority/841/case-system',
    type: 'csc.contact.received',
    subject: `child-${String(number % 50).padStart(4, '0')}`,
    authority: '841',
    data: { id: `contact-${number}`, receivedOn: '2020-04-01' },
    ...changes,
  };
}

/** The event as an emitter would send it. */
export function submission(event: Contact): Submission {
  return { event, payload: JSON.stringify(event) };
}

/** A control event for tests, with what the test cares about put into its data. */
export function controlSubmission(data: object = {}): Submission {
  const example = exampleOfControl('child-released') as unknown as ControlEvent;
  const event = { ...example, subject: 'child-0007', data: { ...example.data, ...data } } as ControlEvent;
  return { event, payload: controlText(event) };
}

/** That many contacts, numbered from a first one, about fifty children in turn. */
export function contacts(count: number, first = 0): Submission[] {
  return Array.from({ length: count }, (_, index) => submission(contact(first + index)));
}
