import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import t from 'tap';
import { DelayLine } from '../support/net/delay-line.ts';
import { TcpRelay, UdpRelay } from '../support/net/relay.ts';
import { randoms } from '../support/randoms.ts';
import { until } from '../support/until.ts';

const address = '127.0.0.1';

t.test('the same seed loses the same packets', async (t) => {
  const lostBy = (seed: number) => {
    const line = new DelayLine(randoms(seed));
    line.impairment = { loss: 0.2 };
    return Array.from({ length: 1000 }, () => line.push(() => undefined));
  };
  t.same(lostBy(7), lostBy(7));
  t.notSame(lostBy(7), lostBy(8));
  const lost = lostBy(7).filter((came) => !came).length;
  t.ok(lost > 150 && lost < 250, `${lost} of 1000`);
});

t.test('what is delayed comes in order, and too much is dropped', async (t) => {
  const line = new DelayLine(randoms(1));
  line.impairment = { delayMs: 5, jitterMs: 20 };
  const came: number[] = [];
  const wanted = Array.from({ length: 500 }, (_, index) => index);
  for (const index of wanted) line.push(() => came.push(index));
  t.equal(came.length, 0, 'not at once');
  await until(() => came.length === wanted.length);
  t.same(came, wanted);
  line.impairment = { delayMs: 60_000 };
  const kept = Array.from({ length: 3000 }, () => line.push(() => undefined)).filter(Boolean).length;
  t.equal(kept, 2000);
  line.close();
});

t.test('datagrams go there and back, each client by a path of its own', async (t) => {
  const echo = createSocket('udp4').bind(0, address);
  await once(echo, 'listening');
  echo.on('message', (bytes, from) => echo.send(bytes, from.port));
  const relay = await UdpRelay.open({ address, target: { address, port: echo.address().port }, seed: 1 });
  relay.impair({ delayMs: 2 });
  const clients = [createSocket('udp4'), createSocket('udp4')];
  const answers = clients.map(async (client, index) => {
    client.bind(0, address);
    await once(client, 'listening');
    client.send(`${index}`, relay.endpoint.port, address);
    const [bytes] = await once(client, 'message');
    return `${bytes}`;
  });
  t.same(await Promise.all(answers), ['0', '1']);
  t.same(relay.counts, { lost: 0, paths: 2 });
  for (const client of clients) client.close();
  relay.close();
  echo.close();
});

t.test('a TCP connection is slower, and whole', async (t) => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, address);
  await once(echo, 'listening');
  const { port } = echo.address() as { port: number };
  const relay = await TcpRelay.open({ address, target: { address, port }, seed: 1 });
  relay.impair({ delayMs: 3 });
  const sent = Buffer.alloc(1 << 20, 'a word of many ');
  const client = connect(relay.endpoint.port, address);
  const parts: Buffer[] = [];
  client.on('data', (part) => parts.push(part));
  client.end(sent);
  await once(client, 'end');
  t.ok(Buffer.concat(parts).equals(sent));
  await relay.close();
  echo.close();
});
