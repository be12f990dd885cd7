import t from 'tap';
import type { RtpPacket } from './packet.ts';
import { ReorderBuffer } from './reorder-buffer.ts';

const packet = (sequenceNumber: number): RtpPacket => ({
  ssrc: 1,
  payloadType: 96,
  marker: true,
  sequenceNumber: sequenceNumber & 0xffff,
  timestamp: 0,
  payload: Buffer.alloc(1),
});

function buffer() {
  const out: number[] = [];
  let losses = 0;
  const reorder = new ReorderBuffer({
    maxWaitMs: 100,
    onPacket: ({ sequenceNumber }) => out.push(sequenceNumber),
    onLoss: () => {
      losses += 1;
    },
  });
  return { reorder, out, losses: () => losses };
}

t.test('packets come out in order, across the wrap', async (test) => {
  const { reorder, out } = buffer();
  for (const number of [65534, 0, 65535, 1]) reorder.push(packet(number), 0);
  test.same(out, [65534, 65535, 0, 1]);
});

t.test('a hole is asked for at once, again after a while, and filled', async (test) => {
  const { reorder, out } = buffer();
  reorder.push(packet(10), 0);
  reorder.push(packet(12), 1);
  test.same(reorder.missing(1), [11]);
  test.same(reorder.missing(20), [], 'not before the interval');
  test.same(reorder.missing(45), [11]);
  reorder.push(packet(11), 50);
  test.same(out, [10, 11, 12]);
  test.same(reorder.missing(90), []);
});

t.test('what does not come is given up, and told as a loss', async (test) => {
  const { reorder, out, losses } = buffer();
  reorder.push(packet(10), 0);
  reorder.push(packet(13), 0);
  reorder.missing(99);
  test.equal(losses(), 0);
  reorder.missing(101);
  test.equal(losses(), 1);
  test.equal(reorder.lostPackets, 2);
  test.same(out, [10, 13]);
  reorder.push(packet(11), 110);
  test.same(out, [10, 13], 'too late');
});

t.test('a packet twice is taken once', async (test) => {
  const { reorder, out } = buffer();
  for (const number of [1, 2, 2, 1, 3]) reorder.push(packet(number), 0);
  test.same(out, [1, 2, 3]);
});

t.test('a stream that starts anew far away is followed', async (test) => {
  const { reorder, out, losses } = buffer();
  reorder.push(packet(10), 0);
  reorder.push(packet(5000), 0);
  reorder.push(packet(5001), 0);
  test.same(out, [10, 5000, 5001]);
  test.equal(losses(), 1);
});

t.test('a stream that starts anew behind is followed too', async (test) => {
  const { reorder, out } = buffer();
  for (const number of [40_000, 20_000, 20_001, 20_002]) reorder.push(packet(number), 0);
  test.same(out, [40_000, 20_000, 20_001, 20_002]);
});

t.test('one stray packet does not turn the stream', async (test) => {
  const { reorder, out, losses } = buffer();
  for (const number of [10, 30_000, 11, 30_001, 12]) reorder.push(packet(number), 0);
  test.same(out, [10, 11, 12]);
  test.equal(losses(), 0);
});
