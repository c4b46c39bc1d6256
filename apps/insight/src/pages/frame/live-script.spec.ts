import { Script } from 'node:vm';
import { LIVE_SCRIPT } from './live-script';

describe('the script of pages that move', () => {
  it('can be read', () => {
    expect(() => new Script(LIVE_SCRIPT)).not.toThrow();
  });

  it('fetches nothing from elsewhere and makes no markup of what the stream tells', () => {
    expect(LIVE_SCRIPT).not.toMatch(/https?:|@import|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(/);
  });
});
