/**
 * What the page does, as it is sent to the browser: plain JavaScript, no build. It shows what the server says and works
 * nothing out; a figure that is null shows as a dash, never as 0.
 */
export const SCRIPT = String.raw`'use strict';
(() => {
  const at = (id) => document.getElementById(id);
  const rows = new Map();
  let measures = [];
  let authority = '';
  let stream;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const read = async (path) => {
    const answer = await fetch(path);
    if (answer.status === 401) location.assign('/sign-in');
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail || answer.statusText);
    return body;
  };
  const whole = (number) => (number === null || number === undefined ? '–' : number.toLocaleString('en-GB'));
  const shown = (measure, figure) => {
    if (!figure || figure.value === null) return '–';
    if (measure.shape === 'count') return whole(figure.value);
    const rounded = figure.value.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return measure.shape === 'percent' ? rounded + ' %' : rounded;
  };
  const parts = (measure, figure) => {
    if (!figure) return '';
    if (measure.shape !== 'count') return whole(figure.numerator) + ' of ' + whole(figure.denominator);
    return figure.rate === null ? '' : figure.rate.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 }) + ' per 10,000';
  };
  const target = (measure) => {
    const set = measure.targets.find((one) => one.grain === 'month' && one.authority === authority);
    if (!set) return '';
    const bound = { higher: 'at least ', lower: 'at most ', neither: '' }[measure.polarity];
    const unit = set.figure === 'rate' ? ' per 10,000' : set.unit === 'percent' ? ' %' : '';
    return bound + set.target.toLocaleString('en-GB') + unit + (set.compare === 'march' ? ', at the end of March' : '');
  };
  const table = (heads) => {
    const made = element('table');
    const row = made.createTHead().insertRow();
    for (const [text, className] of heads) {
      const head = element('th', text, className);
      head.scope = 'col';
      row.append(head);
    }
    made.append(element('tbody'));
    return made;
  };

  function layOut() {
    const areas = new Map();
    for (const measure of measures) areas.set(measure.area, [...(areas.get(measure.area) || []), measure]);
    at('areas').replaceChildren();
    for (const [area, ofArea] of areas) {
      const section = element('section');
      section.append(element('h2', area));
      const made = table([['Measure'], ['Figure', 'number'], ['Made up of', 'number'], ['Target for a month'], ['Code']]);
      for (const measure of ofArea) {
        const row = made.tBodies[0].insertRow();
        const name = element('button', measure.title, 'measure');
        name.type = 'button';
        name.title = measure.asks;
        name.addEventListener('click', () => void open(measure));
        row.insertCell().append(name);
        const value = row.insertCell();
        const made_of = row.insertCell();
        value.className = made_of.className = 'number';
        value.textContent = '…';
        const wanted = row.insertCell();
        row.insertCell().textContent = measure.codes.join(', ');
        rows.set(measure.id, { measure, value, made_of, wanted, timer: undefined });
      }
      section.append(made);
      at('areas').append(section);
    }
  }

  function show(figure, hasMoved) {
    const row = rows.get(figure.measure);
    if (!row) return;
    const text = shown(row.measure, figure);
    row.value.replaceChildren(text);
    row.made_of.textContent = parts(row.measure, figure);
    if (!hasMoved) return;
    row.value.prepend(element('span', 'moved', 'mark'));
    row.value.classList.add('moved');
    clearTimeout(row.timer);
    row.timer = setTimeout(() => {
      row.value.classList.remove('moved');
      row.value.querySelector('.mark')?.remove();
    }, 4000);
  }

  function follow() {
    if (stream) stream.close();
    for (const row of rows.values()) {
      row.value.textContent = row.made_of.textContent = '…';
      row.wanted.textContent = target(row.measure);
    }
    stream = new EventSource('/v1/live?authority=' + encodeURIComponent(authority));
    stream.addEventListener('open', () => (at('connection').textContent = 'Live.'));
    const mine = stream;
    stream.addEventListener('error', () => {
      at('connection').textContent = 'Not connected: these figures stand still. Trying again …';
      // Where it is refused the browser gives up by itself: then it is for the page to try again.
      if (mine.readyState === EventSource.CLOSED) setTimeout(() => mine === stream && follow(), 5000);
    });
    stream.addEventListener('figures', (event) => {
      const { to, figures } = JSON.parse(event.data);
      at('today').textContent = to;
      for (const figure of figures) show(figure, false);
    });
    stream.addEventListener('figure', (event) => show(JSON.parse(event.data), true));
  }

  async function status() {
    try {
      const { lag, parked, today, authorities, fixture } = await read('/v1/status');
      at('today').textContent = today;
      const behind = lag === 0 ? 'All acknowledged events are in the figures.' : whole(lag) + ' events are not in the figures yet.';
      at('lag').textContent = behind + (parked === 0 ? '' : ' ' + whole(parked) + ' children are parked: see /v1/parked.');
      at('made-up').hidden = fixture === null;
      if (fixture) at('made-up').textContent = fixture.notice;
      const known = [...at('authority').options].map((option) => option.value);
      for (const code of authorities) if (!known.includes(code)) at('authority').append(new Option(code, code));
      if (authority === '' && authorities.length > 0) {
        authority = authorities[0];
        follow();
      }
      if (authorities.length === 0) at('connection').textContent = 'No events yet. They are taken at POST /v1/events.';
    } catch (error) {
      at('lag').textContent = 'The state of the figures cannot be read: ' + error.message;
    }
  }

  const path = (measure, rest) => '/v1/measures/' + measure.id + '/' + rest + '&authority=' + encodeURIComponent(authority);

  let opened = 0;
  async function open(measure) {
    const mine = ++opened;
    const isShown = () => mine === opened;
    at('detail-title').textContent = measure.title;
    at('detail-asks').textContent = measure.asks;
    at('detail-definition').textContent = 'Definition: ' + measure.definition;
    at('detail-catalogue').href = '/catalogue/' + encodeURIComponent(measure.id);
    at('detail-series').replaceChildren('Reading …');
    at('detail-entries').replaceChildren('Reading …');
    at('detail').showModal();
    const today = at('today').textContent;
    const month = today.slice(0, 7);
    const from = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 12, 1)).toISOString().slice(0, 7);
    try {
      const { points } = await read(path(measure, 'series?grain=month&from=' + from + '&to=' + month));
      if (!isShown()) return;
      const made = table([['Month'], ['Figure', 'number'], ['Made up of', 'number']]);
      for (const point of points) {
        const row = made.tBodies[0].insertRow();
        row.insertCell().textContent = point.period + (point.to === today ? ', to ' + today : '');
        for (const text of [shown(measure, point), parts(measure, point)]) {
          const cell = row.insertCell();
          cell.className = 'number';
          cell.textContent = text;
        }
      }
      at('detail-series').replaceChildren(made);
    } catch (error) {
      if (isShown()) at('detail-series').replaceChildren(element('p', error.message, 'problem'));
    }
    await entries(path(measure, 'entries?grain=month&period=' + month), table([['Child'], ['Date'], ['Counts', 'number'], ['Sources']]), isShown);
  }

  async function entries(from, made, isShown) {
    let page;
    try {
      page = await read(from);
    } catch (error) {
      page = { entries: [], next: from, reconciled: true, problem: error.message };
    }
    if (!isShown()) return;
    for (const entry of page.entries) {
      const row = made.tBodies[0].insertRow();
      const link = element('a', entry.child);
      link.href = '/v1/children/' + encodeURIComponent(authority) + '/' + encodeURIComponent(entry.child);
      row.insertCell().append(link);
      row.insertCell().textContent = entry.date;
      const counts = row.insertCell();
      counts.className = 'number';
      counts.textContent = entry.denominator === null ? whole(entry.numerator) : whole(entry.numerator) + ' of ' + whole(entry.denominator);
      const sources = row.insertCell();
      for (const source of entry.sources) sources.append(element('code', source), ' ');
    }
    if (!page.reconciled) made.dataset.differs = 'yes';
    const parts = [];
    if (made.dataset.differs) {
      parts.push(element('p', 'The ledger and the records do not agree about some of these children. Please tell whoever runs this system.', 'problem'));
    }
    if (made.tBodies[0].rows.length > 0) parts.push(made);
    else if (!page.problem) parts.push(element('p', 'Nothing.'));
    if (page.problem) parts.push(element('p', page.problem, 'problem'));
    if (page.next !== null) {
      const more = element('button', page.problem ? 'Try again' : 'More');
      more.type = 'button';
      more.addEventListener('click', () => {
        more.disabled = true;
        void entries(page.next, made, isShown);
      });
      parts.push(more);
    }
    at('detail-entries').replaceChildren(...parts);
  }

  async function start() {
    try {
      ({ measures } = await read('/v1/measures'));
      layOut();
    } catch (error) {
      at('areas').replaceChildren(element('p', 'The catalogue cannot be read: ' + error.message + ' Load the page again.', 'problem'));
      return;
    }
    at('authority').addEventListener('change', () => {
      authority = at('authority').value;
      follow();
    });
    await status();
    setInterval(() => void status(), 5000);
  }
  void start();
})();
`;
