import { test } from 'tap';
import { h264Payloads, nalUnits, vp8Payloads } from './packetize.ts';
import { readRtcpFeedback } from './rtcp-feedback.ts';
import { RtpOut } from './rtp-out.ts';

const bytes = (length: number, from = 0) => Uint8Array.from({ length }, (_, index) => (index + from) % 251);

test('VP8: the first packet of a frame says so, all carry the picture id, the pieces make the frame', async (t) => {
  const frame = bytes(3000);
  const payloads = vp8Payloads(frame, 0x12345);
  t.equal(payloads.length, 3);
  t.same(
    payloads.map((payload) => [...payload.subarray(0, 4)]),
    [
      [0x90, 0x80, 0xa3, 0x45],
      [0x80, 0x80, 0xa3, 0x45],
      [0x80, 0x80, 0xa3, 0x45],
    ],
  );
  t.same(Buffer.concat(payloads.map((payload) => payload.subarray(4))), Buffer.from(frame));
});

test('H.264: start codes of both lengths are found, large units are cut into FU-A', async (t) => {
  const small = Uint8Array.of(0x67, 1, 2, 3);
  const large = Uint8Array.of(0x65, ...bytes(2500, 1).map((byte) => byte | 1));
  const stream = Uint8Array.of(0, 0, 0, 1, ...small, 0, 0, 1, ...large);
  t.same(nalUnits(stream), [small, large]);
  const [first, ...pieces] = h264Payloads(stream);
  t.same(first, small);
  t.same(
    pieces.map((piece) => [piece[0], piece[1]]),
    [
      [0x7c, 0x85],
      [0x7c, 0x05],
      [0x7c, 0x45],
    ],
  );
  t.same(Buffer.concat(pieces.map((piece) => piece.subarray(2))), Buffer.from(large.subarray(1)));
});

test('packets are numbered, stamped, marked and remembered', async (t) => {
  const out = new RtpOut({ payloadType: 101, clockRate: 90_000, cname: 'someone' });
  const first = out.packets([bytes(10), bytes(20)], { wallMs: 1_790_000_000_000, marker: true });
  const [second] = out.packets([bytes(5)], { wallMs: 1_790_000_000_100, marker: true });
  t.same(
    first.map((packet) => packet[1]),
    [101, 0x80 | 101],
  );
  const sequence = first[0]?.readUInt16BE(2) ?? 0;
  t.equal(second?.readUInt16BE(2), sequence + 2);
  t.equal(((second?.readUInt32BE(4) ?? 0) - (first[0]?.readUInt32BE(4) ?? 0) + 2 ** 32) % 2 ** 32, 9000);
  t.equal(out.sent(sequence + 1), first[1]);
  t.equal(out.sent(sequence + 100), undefined);
});

test('a sender report ties the wall clock to the timestamps, and names the sender', async (t) => {
  const out = new RtpOut({ payloadType: 101, clockRate: 90_000, cname: 'someone' });
  const [packet] = out.packets([bytes(10)], { wallMs: 1_790_000_000_000, marker: true });
  const report = out.senderReport(1_790_000_000_500);
  t.equal(report.readUInt32BE(8), 1_790_000_000 + 2_208_988_800);
  t.equal(report.readUInt32BE(12), 2 ** 31, 'half a second');
  t.equal((report.readUInt32BE(16) - (packet?.readUInt32BE(4) ?? 0) + 2 ** 32) % 2 ** 32, 45_000);
  t.equal(report.readUInt32BE(20), 1);
  t.equal(report.length % 4, 0);
  t.equal(report.length, (report.readUInt16BE(2) + 1) * 4 + (report.readUInt16BE(30) + 1) * 4);
  t.match(report.toString('latin1'), /someone/);
});

test('feedback: picture loss, intra request and NACK in one compound packet; rubbish is harmless', async (t) => {
  const part = (format: number, type: number, words: number[]) => {
    const packet = Buffer.alloc(4 + words.length * 4);
    packet[0] = 0x80 | format;
    packet[1] = type;
    packet.writeUInt16BE(words.length, 2);
    for (const [index, word] of words.entries()) packet.writeUInt32BE(word, 4 + index * 4);
    return packet;
  };
  const compound = Buffer.concat([
    part(0, 201, [1]),
    part(1, 206, [1, 77]),
    part(4, 206, [1, 0, 78, 0]),
    part(1, 205, [1, 79, 0xffff_8001]),
  ]);
  t.same(readRtcpFeedback(compound), [
    { type: 'key-frame', ssrc: 77 },
    { type: 'key-frame', ssrc: 78 },
    { type: 'nack', ssrc: 79, sequenceNumbers: [65535, 0, 15] },
  ]);
  t.same(readRtcpFeedback(Buffer.from([0x81, 206, 0, 40, 1, 2])), []);
  t.same(readRtcpFeedback(Buffer.alloc(0)), []);
});
