import { parseDay, parseInstant } from '@careledger/calendar';
import { Today } from './today';

describe('Today', () => {
  let now = parseInstant('2026-03-28T23:30:00Z');
  const clock = () => now;
  const TODAY = parseDay('2020-12-31');
  const fixtureEnds = parseDay('2024-06-30');

  beforeEach(() => {
    now = parseInstant('2026-03-28T23:30:00Z');
  });

  it('is the real date in London', () => {
    const today = Today.of({ today: undefined }, undefined, clock);
    expect(today.today()).toBe(parseDay('2026-03-28'));
    now = parseInstant('2026-03-29T23:00:00Z'); // midnight in summer time, which has begun
    expect(today.today()).toBe(parseDay('2026-03-30'));
  });

  it('is read from the system where no clock is given', () => {
    const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
    const before = parseDay(date.format(new Date()));
    const today = Today.of({ today: undefined }).today();
    expect([before, parseDay(date.format(new Date()))]).toContain(today);
  });

  it('starts on TODAY and goes on with the real days', () => {
    const today = Today.of({ today: TODAY }, fixtureEnds, clock);
    expect(today.today()).toBe(TODAY);
    now = parseInstant('2026-03-29T00:00:00Z');
    expect(today.today()).toBe(TODAY + 1);
  });

  it('stands at the last day of the fixture where TODAY is not set', () => {
    const today = Today.of({ today: undefined }, fixtureEnds, clock);
    expect(today.today()).toBe(fixtureEnds);
    now = parseInstant('2026-04-29T00:00:00Z');
    expect(today.today()).toBe(fixtureEnds);
  });
});
