import { createHash } from 'node:crypto';
import kept from './kept-style.json';
import { FOLLOW_SCRIPT } from './follow-script';
import { LIVE_SCRIPT } from './live-script';

const named = (path: string, text: string): string =>
  `${path}?${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;

/** The pages' stylesheet; `infra/make-style.ts` makes it of `style/`. */
export const STYLE: string = kept.css;
/** Where it is: another address when it has changed, so that browsers may keep it. */
export const STYLE_PATH = named('/assets/careledger.css', STYLE);
/** Where the script of pages that move is. */
export const LIVE_SCRIPT_PATH = named('/assets/live.js', LIVE_SCRIPT);
/** Where the script of pages is that wait for something. */
export const FOLLOW_SCRIPT_PATH = named('/assets/follow.js', FOLLOW_SCRIPT);
