import { CaseSystem } from './case-system';

it('leads to the child in the case system, and nowhere where none is set', () => {
  const system = new CaseSystem('https://case.example/{authority}/children/{child}?of={child}');
  expect(system.addressOf('841', 'ada-0001')).toBe('https://case.example/841/children/ada-0001?of=ada-0001');
  expect(new CaseSystem(undefined).addressOf('841', 'ada-0001')).toBeUndefined();
});
