import { missingReaders } from './missing-readers';

describe('roles of readers that are missing', () => {
  it('are named with the statement that makes them', () => {
    const told: string[] = [];
    missingReaders(['careledger_internal_reader'], (text) => told.push(text));
    expect(told).toEqual([expect.stringContaining('CREATE ROLE careledger_internal_reader NOLOGIN;')]);
  });

  it('are no matter where there are all', () => {
    missingReaders([], (text) => {
      throw new Error(text);
    });
  });
});
