import fastify from 'fastify';
import { announce, NOTICE_HEADER } from './notice';

const fixture = {
  name: 'tiny',
  title: 'Tinytown',
  notice: 'Tinytown: nobody <here> is real',
  authority: '500',
  population: 9,
};

async function answer(type: string, body: string) {
  const server = fastify();
  announce(fixture, server);
  server.get('/', (_request, reply) => reply.type(type).send(body));
  const { headers, payload } = await server.inject('/');
  await server.close();
  return { notice: headers[NOTICE_HEADER], payload };
}

describe('the notice of a made-up history', () => {
  it('begins every page, in its place where the page has one', async () => {
    const shown = '<p id="made-up">Tinytown: nobody &#60;here&#62; is real</p>';
    const page = await answer('text/html; charset=utf-8', '<html><body><h1>Figures</h1></body></html>');
    expect(page.payload).toBe(`<html><body>\n${shown}<h1>Figures</h1></body></html>`);
    const dashboard = await answer('text/html', '<body><p id="made-up" hidden></p></body>');
    expect(dashboard.payload).toBe(`<body>${shown}</body>`);
  });

  it('goes with every other answer as a header, and leaves what it says alone', async () => {
    expect(await answer('application/json', '{"value":1}')).toEqual({ notice: fixture.notice, payload: '{"value":1}' });
  });
});
