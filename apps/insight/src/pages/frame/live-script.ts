/**
 * What a page does to move, as it is sent to the browser: plain JavaScript, no build. It works nothing out and words nothing:
 * when the stream says that figures have moved, it asks the server for the page again and puts what is marked in the
 * place of what stands there. Without it the page can be read all the same.
 *
 * In the page: `data-live` (address of the stream) and `data-fresh` (address of the page) on one element; `data-swap` and an id
 * on each part that is to move; `data-measures` where only some measures are shown.
 */
export const LIVE_SCRIPT = String.raw`'use strict';
(() => {
  const place = document.querySelector('[data-live]');
  const said = document.getElementById('connection');
  if (!place || !window.EventSource) return;
  const own = (place.dataset.measures || '').split(' ').filter(Boolean);
  const LEAST_MS = 1000;
  const QUIET_MS = 30000;
  const moved = new Set();
  let timer;
  let asking = false;

  const say = (words) => {
    if (said && said.textContent !== words) said.textContent = words;
  };
  const freshAddress = () => {
    const address = new URL(place.dataset.fresh, location.href);
    if (own.length === 0) address.searchParams.set('only', [...moved].join(','));
    return address;
  };
  const swap = (fresh, isNews) => {
    for (const part of fresh.querySelectorAll('[data-swap]')) {
      const old = document.getElementById(part.id);
      if (!old || old.contains(document.activeElement)) continue;
      if (old.textContent === part.textContent) continue;
      const now = document.importNode(part, true);
      if (isNews && now.dataset.swap === 'figure') now.classList.add('app-moved');
      old.replaceWith(now);
    }
  };
  async function refresh() {
    timer = undefined;
    if (asking) return later();
    asking = true;
    const isNews = moved.size > 0;
    const address = freshAddress();
    moved.clear();
    try {
      const answer = await fetch(address, { headers: { accept: 'text/html' } });
      if (answer.redirected) return location.reload();
      if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), 'text/html'), isNews);
    } catch {
      // The stream says that the server is away; when it is back, all figures come again.
    } finally {
      asking = false;
    }
  }
  function later() {
    if (timer === undefined) timer = setTimeout(() => void refresh(), LEAST_MS);
  }

  function follow() {
    const stream = new EventSource(place.dataset.live);
    let isFirst = true;
    stream.addEventListener('open', () => say('Live.'));
    stream.addEventListener('error', () => {
      say('Not connected: these figures stand still. Trying again …');
      // Where it is refused the browser gives up by itself: then it is for the page to try again.
      if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
    });
    stream.addEventListener('figures', (event) => {
      // The first ones are what the page shows already; later ones mean that it missed some, or that a day has begun.
      if (isFirst) isFirst = false;
      else {
        for (const { measure } of JSON.parse(event.data).figures) moved.add(measure);
        later();
      }
    });
    stream.addEventListener('figure', (event) => {
      const { measure } = JSON.parse(event.data);
      if (own.length > 0 && !own.includes(measure)) return;
      moved.add(measure);
      later();
    });
  }
  follow();
  // Words like "two minutes ago" go stale without any news.
  setInterval(() => {
    if (!document.hidden && timer === undefined) void refresh();
  }, QUIET_MS);
})();
`;
