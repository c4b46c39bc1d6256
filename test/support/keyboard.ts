import type { CDPSession, Page } from 'playwright-core';

/** A way through a page by the Tab key alone, and what is wrong with it: a line each. */
export interface KeyboardWalk {
  /** How many places the focus stopped at. */
  readonly stops: number;
  readonly wrong: readonly string[];
}

const CAN_HAVE_FOCUS =
  'a[href], button:not(:disabled), select:not(:disabled), input:not([type=hidden]):not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** What one sees of an element, as far as a focus changes it. */
const LOOK = `(one) => {
  const look = getComputedStyle(one);
  return [look.outlineStyle, look.outlineWidth, look.outlineColor, look.boxShadow, look.backgroundColor, look.borderColor].join(' ');
}`;

/**
 * Notes what is to be reached, and how it looks; from then on, what is reached, and what does not look otherwise with the focus.
 * What scrolls sideways has to be among it: else those without a mouse cannot see what is in it.
 */
const WATCH = `{
  const look = ${LOOK};
  const all = [...document.querySelectorAll('${CAN_HAVE_FOCUS}')].filter((one) => one.checkVisibility());
  // Of radio buttons that belong together the focus stops at one.
  const wanted = all.filter((one) => one.type !== 'radio' || one === (all.find((other) => other.name === one.name && other.checked) ?? all.find((other) => other.name === one.name)));
  const atRest = new Map(wanted.map((one) => [one, look(one)]));
  const said = (one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 160);
  const walk = { wanted: wanted.length, reached: [], unseen: [] };
  const scrolls = [...document.querySelectorAll('main *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX));
  walk.unreachable = scrolls.filter((one) => one.checkVisibility() && !wanted.includes(one)).map(said);
  document.addEventListener('focusin', ({ target }) => {
    walk.reached.push(wanted.indexOf(target));
    if (look(target) === atRest.get(target)) walk.unseen.push(said(target));
  });
  walk.nameOf = (place) => (wanted[place] ? said(wanted[place]) : 'something that was not to be reached');
  window.keyboardWalk = walk;
  document.activeElement?.blur();
  walk.wanted;
}`;

/** Places within a field for a date and a time, where the Tab key stops without leaving it: day, month, year, hour, minute, and the calendar. */
const MOST_PARTS = 7;

const TAB = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };

/** Presses a key so many times: without waiting in between, since hundreds are pressed on each page. */
async function press(session: CDPSession, times: number): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (let i = 0; i < times; i++) {
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...TAB }));
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...TAB }));
  }
  await Promise.all(sent);
}

/**
 * Goes through a page by the Tab key: every link, button, field and region that scrolls is reached, each once and in the order of the
 * document, and the focus can be seen at each. Where the page begins with a link past its navigation, that leads into what it is about.
 */
export async function walkByKeyboard(page: Page): Promise<KeyboardWalk> {
  const wanted = await page.evaluate<number>(WATCH);
  const session = await page.context().newCDPSession(page);
  await press(session, wanted + (await page.locator('input[type^=date]').count()) * MOST_PARTS);
  const wrong = await page.evaluate<string[]>(`{
    const { unseen, unreachable, nameOf, ...walk } = window.keyboardWalk;
    // After the last it begins anew.
    const reached = walk.reached.includes(${wanted} - 1) ? walk.reached.slice(0, walk.reached.indexOf(${wanted} - 1) + 1) : walk.reached;
    const wrong = unreachable.map((one) => 'scrolls, and no key gets there: ' + one);
    for (const one of unseen) wrong.push('looks no different with the focus: ' + one);
    const missed = Array.from({ length: ${wanted} }, (_, place) => place).filter((place) => !reached.includes(place));
    for (const place of missed) wrong.push('is not reached: ' + nameOf(place));
    const outOfOrder = reached.findIndex((place, i) => place !== i);
    if (missed.length === 0 && outOfOrder >= 0) wrong.push('comes out of order, as number ' + outOfOrder + ': ' + nameOf(reached[outOfOrder]));
    wrong;
  }`);
  return { stops: wanted, wrong: [...wrong, ...(await skipLinkFaults(page, session))] };
}

/** What is wrong with the link past the navigation: it is the first of all, and the next Tab after it stops in the main part. */
async function skipLinkFaults(page: Page, session: CDPSession): Promise<string[]> {
  if ((await page.locator('header nav').count()) === 0) return []; // nothing to skip: a report that is printed
  const first = page.locator(`:is(${CAN_HAVE_FOCUS})`).first();
  if ((await first.getAttribute('href')) !== '#main-content') return ['does not begin with a link past the navigation'];
  await first.focus();
  await page.keyboard.press('Enter');
  await press(session, 1);
  const isInside = await page.evaluate<boolean>(
    `document.activeElement === document.body || document.activeElement.closest('#main-content, footer') !== null`,
  );
  return isInside ? [] : ['its link past the navigation leads elsewhere than into the main part'];
}
