import t from 'tap';
import { H264Depacketizer } from './depacketize-h264.ts';
import { Vp8Depacketizer } from './depacketize-vp8.ts';
import { isRtcp, type RtpPacket, readRtp } from './packet.ts';
import { nack, pictureLoss, readSenderReports } from './rtcp.ts';

const rtp = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const packet = (payload: string, more: Partial<RtpPacket> = {}): RtpPacket => ({
  ssrc: 1,
  payloadType: 96,
  marker: false,
  sequenceNumber: 1,
  timestamp: 3000,
  payload: rtp(payload),
  ...more,
});

t.test('a packet with contributing source, extension and padding', async (test) => {
  const datagram = rtp('b1 e0 0007 00000bb8 00000001 0000000a bede0001 10ff0000 aabbcc 000003');
  test.match(readRtp(datagram), {
    payloadType: 96,
    marker: true,
    sequenceNumber: 7,
    timestamp: 3000,
    ssrc: 1,
    payload: rtp('aabbcc'),
  });
});

t.test('rubbish is no packet', async (test) => {
  test.equal(readRtp(Buffer.alloc(3)), undefined);
  test.equal(readRtp(Buffer.alloc(12)), undefined, 'version 0');
  test.equal(readRtp(rtp('90 60 0007 00000bb8 00000001 bede ffff')), undefined, 'an extension past the end');
  test.equal(readRtp(rtp('a0 60 0007 00000bb8 00000001 ff')), undefined, 'padding past the start');
});

t.test('RTCP is told from RTP by its type', async (test) => {
  test.ok(isRtcp(rtp('80c8')));
  test.notOk(isRtcp(rtp('80e0')));
});

t.test('a sender report within a compound packet', async (test) => {
  const empty = '80c90001 00000009';
  const report = '80c80006 0000002a e3b7f1c0 80000000 00015f90 00000001 00000002';
  const [found, ...others] = readSenderReports(rtp(empty + report));
  test.same(others, []);
  test.match(found, { ssrc: 42, rtpTimestamp: 90000 });
  test.equal(found?.ntpSeconds, 0xe3b7f1c0 - 2_208_988_800 + 0.5);
  test.same(readSenderReports(rtp('80c8ffff 0000')), [], 'cut off');
});

t.test('feedback is written as RFC 4585 says', async (test) => {
  test.equal(pictureLoss(1, 2).toString('hex'), '81ce00020000000100000002');
  test.equal(nack(1, 2, [10, 11, 26, 27]).toString('hex'), '81cd00040000000100000002000a8001001b0000');
});

t.test('VP8: a frame of two packets, key', async (test) => {
  const vp8 = new Vp8Depacketizer();
  test.equal(vp8.push(packet('908005 10aa')), undefined);
  const frame = vp8.push(packet('808005 bb', { marker: true }));
  test.equal(frame?.isKey, true);
  test.equal(frame?.bytes.toString('hex'), '10aabb');
});

t.test('VP8: a frame whose beginning was lost is no frame', async (test) => {
  const vp8 = new Vp8Depacketizer();
  test.equal(vp8.push(packet('00 bb', { marker: true })), undefined);
  test.ok(vp8.push(packet('10 11', { marker: true, timestamp: 6000 })), 'the next one is');
});

t.test('H.264: single unit, aggregate and fragments become one access unit', async (test) => {
  const h264 = new H264Depacketizer();
  h264.push(packet('18 0002 6742 0002 68ce'));
  h264.push(packet('7c 85 aa'));
  const frame = h264.push(packet('7c 45 bb', { marker: true }));
  test.equal(frame?.isKey, true);
  test.equal(frame?.bytes.toString('hex'), '000000016742' + '0000000168ce' + '0000000165aabb');
});

t.test('H.264: a fragment without its start is no frame', async (test) => {
  const h264 = new H264Depacketizer();
  test.equal(h264.push(packet('7c 45 bb', { marker: true })), undefined);
});

t.test('a frame that never ends is given up, and the next one is taken', async (test) => {
  for (const [depacketizer, first, next] of [
    [new Vp8Depacketizer(), '10 aa', '00 aa'],
    [new H264Depacketizer(), '7c 85 aa', '7c 05 aa'],
  ] as const) {
    depacketizer.push(packet(first));
    for (let index = 0; index < 20_000; index += 1) depacketizer.push(packet(next));
    test.equal(depacketizer.push(packet(next, { marker: true })), undefined);
    const whole = depacketizer.push(packet(first === '10 aa' ? '10 aa' : '65 aa', { marker: true, timestamp: 6000 }));
    test.ok(whole);
  }
});
