import { Script } from 'node:vm';
import { FOLLOW_SCRIPT } from './follow-script';
import { LIVE_SCRIPT } from './live-script';

describe.each([
  ['move', LIVE_SCRIPT],
  ['wait for something', FOLLOW_SCRIPT],
])('the script of pages that %s', (_, script) => {
  it('can be read', () => {
    expect(() => new Script(script)).not.toThrow();
  });

  it('fetches nothing from elsewhere and makes no markup of what the stream tells', () => {
    expect(script).not.toMatch(/https?:|@import|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(/);
  });
});
