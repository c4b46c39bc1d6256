import { createHash } from 'node:crypto';
import { escaped } from '../html';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
label { display: block; font-weight: 600 } input { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; margin: .25rem 0 1rem }
button { font: inherit; padding: .4rem 1rem } .problem { border-left: 3px solid #b45309; padding-left: .75rem }`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What the page may do: send its form here, and nothing else. */
export const SIGN_IN_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** The page that takes a token. @param problem why the last one was not taken */
export function signInPage(problem?: string): string {
  const shown = problem === undefined ? '' : `<p class="problem" role="alert">${escaped(problem)}</p>`;
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>CareLedger: sign in</title><style>${STYLE}</style></head><body>
<h1>CareLedger</h1>
<p>The figures and what they are made of are for those who may see them. Show who you are by the token that you were given.</p>
${shown}<form method="post" action="/sign-in">
<label for="token">Token</label><input id="token" name="token" type="password" autocomplete="off" spellcheck="false" required>
<button>Sign in</button>
</form>
<p>What is measured, and how, is open to everybody: the <a href="/catalogue">catalogue</a>, <a href="/docs">how to call it</a>.</p>
</body></html>
`;
}
