import { parseInstant } from '@careledger/calendar';
import {
  asyncApi,
  CONTROL_PREFIX,
  CONTROL_TEXT_START,
  CONTROL_TYPES,
  controlText,
  eventIn,
  exampleOf,
  exampleOfControl,
  isControl,
  isValidControl,
  validateEvent,
  type ControlEvent,
} from './index';

const now = parseInstant('2030-01-01T00:00:00Z');
const examples = CONTROL_TYPES.map((type) => [type, exampleOfControl(type)] as const);

describe('control events', () => {
  it.each(examples)('%s: its example is one to the letter, and no event that an emitter may send', (type, example) => {
    expect(isValidControl(example)).toBe(true);
    expect(validateEvent(example, { now })).toMatchObject({ refusal: { field: 'type' } });
    const event = example as unknown as ControlEvent;
    expect(isControl(event)).toBe(true);
    expect(event.type).toBe(`${CONTROL_PREFIX}${type}`);
  });

  it.each(examples)('%s: a field that is missing, is null, or is not known makes it none', (_type, example) => {
    const data = example['data'] as object;
    for (const name of Object.keys(data).filter((each) => !['after', 'child'].includes(each))) {
      const rest = Object.fromEntries(Object.entries(data).filter(([each]) => each !== name));
      expect(isValidControl({ ...example, data: rest })).toBe(false);
      expect(isValidControl({ ...example, data: { ...data, [name]: null } })).toBe(false);
    }
    expect(isValidControl({ ...example, data: { ...data, more: 1 } })).toBe(false);
    expect(isValidControl({ ...example, more: 1 })).toBe(false);
    expect(isValidControl({ ...example, source: '/authority/841/case-system' })).toBe(false);
    expect(isValidControl({ ...example, data: { ...data, reason: ' ' } })).toBe(false);
    expect(isValidControl({ ...example, data: { ...data, by: 'a\nb' } })).toBe(false);
  });

  it.each(examples)('%s: its text begins as the event store looks for it, and says the same', (_type, example) => {
    const { type, ...others } = example as unknown as ControlEvent;
    const text = controlText({ ...others, type } as ControlEvent);
    expect(text.startsWith(CONTROL_TEXT_START)).toBe(true);
    expect(eventIn(text)).toEqual(example);
  });

  it('are told from the events of the contract', () => {
    expect(isControl({ type: 'csc.care.started' })).toBe(false);
    expect(isControl({ type: 'careledger.other' })).toBe(false);
    expect(isValidControl(exampleOf('care.started'))).toBe(false);
    expect(isValidControl(null)).toBe(false);
  });

  it('are messages of the AsyncAPI document that CareLedger alone sends', () => {
    const { operations, components, channels } = asyncApi() as unknown as {
      operations: Record<string, { action: string; messages: { $ref: string }[] }>;
      components: { messages: Record<string, { payload: object }> };
      channels: { 'case-events': { messages: object } };
    };
    const names = CONTROL_TYPES.map((type) => `${CONTROL_PREFIX}${type}`);
    expect(operations['sendControlEvents']?.action).toBe('send');
    expect(operations['sendControlEvents']?.messages.map(({ $ref }) => $ref.split('/').at(-1))).toEqual(names);
    expect(operations['receiveCaseEvents']?.messages.filter(({ $ref }) => $ref.includes(CONTROL_PREFIX))).toEqual([]);
    for (const name of names) {
      expect(components.messages[name]?.payload).toHaveProperty('properties.data');
      expect(channels['case-events'].messages).toHaveProperty([name]);
    }
  });
});
