import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify from 'fastify';
import t from 'tap';
import { addPages } from './pages.ts';

t.test('an unknown address is a page for a person, and a plain 404 for a program', async (t) => {
  const webDir = t.testdir();
  await mkdir(join(webDir, 'assets'));
  await writeFile(join(webDir, 'index.html'), '<title>Rostrum</title>');
  const server = Fastify();
  t.teardown(() => server.close());
  await addPages(server, { webDir, originPublicUrl: 'http://127.0.0.1:1' });
  const get = (url: string, accept: string) => server.inject({ url, headers: { accept } });
  const html = 'text/html,application/xhtml+xml';

  const page = await get('/watch', html);
  t.equal(page.statusCode, 200);
  const mistyped = await get('/wach', html);
  t.equal(mistyped.statusCode, 404);
  t.match(mistyped.body, 'Rostrum');
  t.match(mistyped.headers['content-security-policy'], "default-src 'self'");
  for (const [url, accept] of [
    ['/wach', '*/*'],
    ['/api/nothing', html],
  ] as const) {
    const answer = await get(url, accept);
    t.equal(answer.statusCode, 404);
    t.match(answer.headers['content-type'], 'json', url);
  }
});
