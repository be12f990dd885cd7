import { once } from 'node:events';
import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { test } from 'tap';
import { liveRig, programmeId, Rig } from './rig.fixture.ts';

/** A connection to the server without a network, and what came back over it. */
class Client {
  readonly socket: Duplex;
  readonly #base: string;
  text = '';

  private constructor(socket: Duplex, base: string) {
    this.socket = socket;
    this.#base = base;
    socket.on('data', (bytes: Buffer) => {
      this.text += bytes.toString('latin1');
    });
  }

  static async open(rig: Rig): Promise<Client> {
    await rig.server.ready();
    const [ours, theirs] = duplexPair();
    rig.server.server.emit('connection', theirs);
    const client = new Client(ours, `/live/${await rig.token('watch')}/${programmeId}`);
    // From now on its token is known, and what it asks is asked in the same turn.
    client.ask('index.m3u8');
    await client.answer();
    return client;
  }

  ask(path: string, fields = ''): void {
    this.socket.write(`GET ${this.#base}/${path} HTTP/1.1\r\nHost: here\r\n${fields}\r\n`);
  }

  /** The next answer, without what came before it. */
  async answer(): Promise<{ status: number; head: string; body: string }> {
    for (;;) {
      const end = this.text.indexOf('\r\n\r\n');
      const head = this.text.slice(0, end);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
      const whole = end + 4 + length;
      if (end >= 0 && this.text.length >= whole) {
        const body = Buffer.from(this.text.slice(end + 4, whole), 'latin1').toString();
        this.text = this.text.slice(whole);
        return { status: Number(head.slice(9, 12)), head, body };
      }
      await once(this.socket, 'data', { signal: AbortSignal.timeout(10_000) });
    }
  }
}

/** Answers of the fast path have their fields in lower case and no word on the connection; node's have one. */
const isNodes = ({ head }: { head: string }) => /^connection: /im.test(head);

const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
};
const heldIn = (rig: Rig) => [...rig.programmes.open].reduce((sum, { held }) => sum + held.size, 0);

test('answers are those of the routes, field by field', async (t) => {
  const rig = await liveRig(t);
  const client = await Client.open(rig);
  const paths = ['index.m3u8', 'video/media.m3u8', 'video/media.m3u8?_HLS_msn=0', 'video/1-0.m4s', 'audio/1-init.mp4'];
  for (const path of [...paths, 'video/9-9.m4s', 'nothing/media.m3u8', 'video/media.m3u8?_HLS_part=0']) {
    client.ask(path);
    const fast = await client.answer();
    const route = await rig.watch(path);
    t.notOk(isNodes(fast), path);
    t.equal(fast.status, route.statusCode);
    t.equal(fast.body, route.body);
    const fields = Object.fromEntries(fast.head.split('\r\n').map((line) => line.split(/: (.*)/, 2)));
    for (const [name, value] of Object.entries(route.headers)) {
      if (name !== 'connection' && name !== 'date') t.equal(fields[name], `${value}`, name);
    }
    t.ok(Math.abs(Date.parse(fields.date ?? '') - Date.now()) < 5000, 'with the date');
  }
});

test('a crowd that waits for one part holds one question, and all get it', async (t) => {
  const rig = await liveRig(t);
  const clients = await Promise.all(Array.from({ length: 5 }, () => Client.open(rig)));
  for (const client of clients) client.ask('video/media.m3u8?_HLS_msn=1&_HLS_part=0');
  await rig.untilHeld(1);
  await turns();
  t.equal(heldIn(rig), 1);
  await rig.part(1, { msn: 1, part: 0 });
  for (const client of clients) t.match((await client.answer()).body, '1-1.0.m4s');
  const { body } = await rig.server.inject({ url: '/metrics' });
  t.match(body, 'rostrum_origin_playlists_total{status="awaited"} 5', 'each is counted');
});

test('a question is given up when the last who asked has left', async (t) => {
  const rig = await liveRig(t);
  const [first, second] = [await Client.open(rig), await Client.open(rig)];
  first.ask('video/1-1.0.m4s');
  await rig.untilHeld(1);
  second.ask('video/1-1.0.m4s');
  await turns();
  first.socket.destroy();
  await turns();
  t.equal(heldIn(rig), 1, 'one is still there');
  second.socket.destroy();
  await rig.untilHeld(0);
  const third = await Client.open(rig);
  third.ask('video/1-1.0.m4s');
  await rig.untilHeld(1);
  await rig.part(1, { msn: 1, part: 0 });
  t.equal((await third.answer()).body, 'video 1.0');
});

test('what is not plain is node’s, and so is what follows', async (t) => {
  const rig = await liveRig(t);
  const client = await Client.open(rig);
  client.ask('video/1-0.m4s');
  t.notOk(isNodes(await client.answer()));
  client.ask('video/1-0.m4s', 'Range: bytes=0-4\r\n');
  const range = await client.answer();
  t.equal(range.status, 206);
  t.equal(range.body, 'video');
  client.ask('video/1-0.1.m4s');
  const after = await client.answer();
  t.ok(isNodes(after));
  t.equal(after.body, 'video 0.1');
});

test('a head in two pieces, two requests at once, a request too early', async (t) => {
  const rig = await liveRig(t);
  const halves = await Client.open(rig);
  const base = `/live/${await rig.token('watch')}/${programmeId}`;
  halves.socket.write(`GET ${base}/video/1-0.0.m4s HT`);
  await turns();
  halves.socket.write('TP/1.1\r\nHost: here\r\n\r\n');
  t.equal((await halves.answer()).body, 'video 0.0');

  const both = await Client.open(rig);
  const request = (name: string) => `GET ${base}/video/${name} HTTP/1.1\r\nHost: here\r\n\r\n`;
  both.socket.write(request('1-0.0.m4s') + request('1-0.1.m4s'));
  t.equal((await both.answer()).body, 'video 0.0');
  t.equal((await both.answer()).body, 'video 0.1');

  const early = await Client.open(rig);
  early.ask('video/1-1.0.m4s');
  await rig.untilHeld(1);
  early.ask('video/1-0.0.m4s');
  await turns();
  await rig.part(1, { msn: 1, part: 0 });
  t.equal((await early.answer()).body, 'video 1.0', 'answers are in the order of their questions');
  t.equal((await early.answer()).body, 'video 0.0');
});

test('what storage has comes from there', async (t) => {
  const rig = await liveRig(t);
  await rig.json(1, '/end', { epoch: 1 }, 'POST');
  rig.clock.advance(10 * 60_000);
  const client = await Client.open(rig);
  client.ask('video/1-0.m4s');
  const answer = await client.answer();
  t.equal(answer.body, 'video 0.0video 0.1');
  t.ok(isNodes(answer));
});

test('rubbish is answered like rubbish', async (t) => {
  const rig = await liveRig(t);
  const client = await Client.open(rig);
  client.socket.write('\u0016\u0003\u0001 hello\r\n\r\n');
  t.equal((await client.answer()).status, 400);
});

test('the end of the process: idle connections at once, held ones after their answer', async (t) => {
  const rig = await Rig.open();
  await rig.goLive();
  const [idle, held] = [await Client.open(rig), await Client.open(rig)];
  held.ask('video/media.m3u8?_HLS_msn=1&_HLS_part=0');
  await rig.untilHeld(1);
  const ended = [idle, held].map((client) => once(client.socket, 'end', { signal: AbortSignal.timeout(10_000) }));
  await rig.close();
  t.equal((await held.answer()).status, 503);
  await Promise.all(ended);
});
