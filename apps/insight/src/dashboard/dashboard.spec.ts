import { Script } from 'node:vm';
import { PAGE } from './page';
import { SCRIPT } from './script';
import { STYLE } from './style';

describe('the dashboard', () => {
  it('has a script that can be read', () => {
    expect(() => new Script(SCRIPT)).not.toThrow();
  });

  it('fetches nothing from elsewhere and makes no markup of what it is told', () => {
    for (const text of [PAGE, SCRIPT, STYLE]) expect(text).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/);
    expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(/);
    expect(PAGE).not.toMatch(/ (on[a-z]+|style)=/);
  });

  it('finds everything that the script asks for', () => {
    for (const [, id] of SCRIPT.matchAll(/\bat\('([a-z-]+)'\)/g)) expect(PAGE).toContain(`id="${id}"`);
  });
});
