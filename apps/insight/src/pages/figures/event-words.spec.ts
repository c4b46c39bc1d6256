import { eventInWords, nameOfType } from './event-words';

describe('an event in words', () => {
  it('is its type and its own date', () => {
    const data = { id: 'a-1', completedOn: '2020-12-03' };
    expect(eventInWords({ type: 'assessment.completed', data })).toBe('Assessment completed, 3 December 2020');
    const episode = { id: 'm-1', startedAt: '2020-12-03T23:30:00Z' };
    expect(eventInWords({ type: 'missing.started', data: episode })).toBe('Missing started, 3 December 2020');
    expect(eventInWords({ type: 'child.described', data: { birthMonth: '2010-04', gender: 'F' } })).toBe(
      'Child described',
    );
  });

  it('has no abbreviation that only the field knows', () => {
    expect(nameOfType('cp-plan.started')).toBe('Child protection plan started');
    expect(nameOfType('icpc.held')).toBe('Initial child protection conference held');
    expect(nameOfType('cla-review.held')).toBe('Children-in-care review held');
    expect(nameOfType('s47.started')).toBe('Section 47 enquiry started');
  });
});
