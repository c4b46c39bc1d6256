import { lines, table, text } from './words';

describe('words of a command line', () => {
  it('has columns as wide as what stands in them', () => {
    expect(table(['id', 'note'], [{ id: 7, note: 'first' }, { id: 'eleven' }])).toBe(
      'id      note\n7       first\neleven  –',
    );
  });

  it('lets nobody who wrote something move the cursor or colour what follows', () => {
    expect(text('a\u001b[31mb\nc')).toBe('a\ufffd[31mb\ufffdc');
    expect(lines('a\u001b[31mb\nc')).toBe('a\ufffd[31mb\nc');
  });
});
