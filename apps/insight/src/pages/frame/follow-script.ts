/**
 * What a page does while something is under way, as it is sent to the browser: it asks the server for itself again every few
 * seconds and puts what is marked in the place of what stands there. Without script the page asks again by itself
 * (`refreshSeconds`).
 *
 * In the page: `data-follow` (seconds) on one element for as long as there is something to wait for; `data-swap` and an id on each
 * part that is to move. When the element has gone, the page is over, and is loaded anew.
 */
export const FOLLOW_SCRIPT = String.raw`'use strict';
(() => {
  const place = document.querySelector('[data-follow]');
  if (!place) return;
  const later = () => setTimeout(() => void ask(), Number(place.dataset.follow) * 1000);
  async function ask() {
    if (document.hidden) return later();
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (answer.redirected || !answer.ok || !fresh.querySelector('[data-follow]')) return location.reload();
      for (const part of fresh.querySelectorAll('[data-swap]')) {
        const old = document.getElementById(part.id);
        if (old && old.textContent !== part.textContent) old.replaceWith(document.importNode(part, true));
      }
    } catch {
      // The server is away: it is asked again.
    }
    later();
  }
  later();
})();
`;
