import { Readable } from 'node:stream';
import { Fault } from '@rostrum/protocol';
import { createLogger, replyWithFaults } from '@rostrum/service';
import { fastify } from 'fastify';
import { test } from 'tap';
import { sendFile } from './send-file.ts';

const content = Buffer.from(Array.from({ length: 1000 }, (_, n) => n % 256));
const files = {
  stat: async (key: string) => {
    if (key !== 'file') throw new Fault('NOT_FOUND');
    return { sizeBytes: content.length, modifiedAtMs: 0 };
  },
  read: async (_key: string, { start, end } = { start: 0, end: content.length - 1 }) =>
    Readable.from([content.subarray(start, end + 1)]),
};

/** What a server answers that sends this file. */
async function get(key: string, { range, downloadAs }: { range?: string; downloadAs?: string } = {}) {
  const server = fastify();
  replyWithFaults(server, createLogger('test', 'silent'));
  const as = downloadAs === undefined ? {} : { downloadAs };
  server.get('/', (request, reply) => sendFile({ request, reply, files, key, contentType: 'video/mp4', ...as }));
  return server.inject({ url: '/', headers: range === undefined ? {} : { range } });
}

test('the whole file, or the range of it that was asked for', async (t) => {
  const whole = await get('file');
  t.equal(whole.statusCode, 200);
  t.ok(whole.rawPayload.equals(content));
  t.match(whole.headers, { 'accept-ranges': 'bytes', 'content-length': '1000', 'content-type': 'video/mp4' });
  const part = await get('file', { range: 'bytes=990-2000' });
  t.equal(part.statusCode, 206);
  t.equal(part.headers['content-range'], 'bytes 990-999/1000');
  t.ok(part.rawPayload.equals(content.subarray(990)));
});

test('a range past the end, and a file that is not there, are refused as JSON', async (t) => {
  const past = await get('file', { range: 'bytes=1000-', downloadAs: 'x.mp4' });
  t.equal(past.statusCode, 416);
  t.equal(past.headers['content-range'], 'bytes */1000');
  t.match(past.headers['content-type'], /json/);
  t.equal(past.headers['content-disposition'], undefined);
  t.match(past.json(), { code: 'RANGE_NOT_SATISFIABLE' });
  t.match((await get('other', { downloadAs: 'x.mp4' })).json(), { code: 'NOT_FOUND' });
});

test('a name in any script, and nothing that breaks out of the header', async (t) => {
  const nameOf = async (downloadAs: string) => (await get('file', { downloadAs })).headers['content-disposition'];
  t.equal(await nameOf('Plain.mp4'), `attachment; filename="Plain.mp4"; filename*=UTF-8''Plain.mp4`);
  t.equal(
    await nameOf('Zoë\'s "talk" (1).mp4'),
    `attachment; filename="Zo_'s _talk_ (1).mp4"; filename*=UTF-8''Zo%C3%AB%27s%20%22talk%22%20%281%29.mp4`,
  );
  t.equal(
    await nameOf('../a\r\nx: y\ud800.mp4'),
    `attachment; filename=".._a__x: y_.mp4"; filename*=UTF-8''.._a__x%3A%20y%EF%BF%BD.mp4`,
  );
});
