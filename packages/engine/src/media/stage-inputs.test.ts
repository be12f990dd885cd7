import { type ParticipantId, type ProgrammeState, type RtpStream, undirected } from '@rostrum/protocol';
import t from 'tap';
import { readRtp } from '../rtp/packet.ts';
import { TestStream } from '../rtp.fixture.ts';
import { SourceAudioEncoder, SourceVideoEncoder, sourceFrameSamples } from '../source-encoder.ts';
import { EarlyPackets } from './early-packets.ts';
import { StageInputs } from './stage-inputs.ts';

const id = 'u_1' as ParticipantId;
const camera = new TestStream({ ssrc: 1, codec: 'vp8' });
const microphone = new TestStream({ ssrc: 2, codec: 'opus' });
const h264 = { ...camera.stream, ssrc: 3, codec: 'h264' as const, rtx: { payloadType: 101, ssrc: 4 } };

const stateOf = (revision: number, streams: { [slot: string]: RtpStream }): ProgrammeState => ({
  revision,
  participants: [{ id, name: 'Ada', title: '', ...streams }],
  slate: { title: '', message: '' },
  ...undirected,
});

function open() {
  const keyFramesFor: number[] = [];
  const wanted: { ssrc: number; numbers: readonly number[] }[] = [];
  const inputs = new StageInputs({
    requestKeyFrame: (ssrc) => keyFramesFor.push(ssrc),
    requestPackets: (ssrc, numbers) => wanted.push({ ssrc, numbers }),
  });
  return { inputs, keyFramesFor, wanted };
}

function frames(count: number): Uint8Array[] {
  const encoder = new SourceVideoEncoder({
    codec: 'vp8',
    width: 64,
    height: 64,
    frameRate: 30,
    bitsPerSecond: 100_000,
  });
  const made = Array.from({ length: count }, (_, frameIndex) =>
    encoder.encode({ frameIndex, keyFrame: frameIndex === 0 }),
  );
  encoder.close();
  return made;
}

/** Numbers that look random and are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 8;
  }
}

t.test('no datagram raises anything: random bytes, and real packets that were damaged', async (test) => {
  const seed = 20_241;
  const random = numbers(seed);
  const below = (limit: number) => random.next().value % limit;
  const { inputs } = open();
  inputs.apply(stateOf(1, { camera: camera.stream, microphone: microphone.stream, screen: h264 }));
  const sound = new SourceAudioEncoder({ bitsPerSecond: 48_000 });
  const pictures = frames(5);
  for (let index = 0; index < 3000; index += 1) {
    const nowMs = 1e6 + index * 5;
    const picture = pictures[index % 5] as Uint8Array;
    const datagrams = [
      ...camera.packets(picture, nowMs),
      ...microphone.packets(sound.encode(new Float32Array(sourceFrameSamples * 2)), nowMs),
      camera.senderReport(nowMs),
      Buffer.from(Array.from({ length: below(60) }, () => below(256))),
    ];
    for (const datagram of datagrams) {
      for (let damage = below(5); damage > 0 && datagram.length > 0; damage -= 1) {
        datagram[below(Math.min(datagram.length, 40))] = below(256);
      }
      // As often as not for a stream that exists.
      if (datagram.length >= 12 && below(2)) datagram.writeUInt32BE(1 + below(4), 8);
      inputs.handleDatagram(datagram.subarray(0, below(8) ? datagram.length : below(datagram.length + 1)), nowMs);
    }
    inputs.tick(nowMs);
    inputs.turnTo(nowMs / 1000 - 0.25);
    inputs.scenePeople(nowMs);
  }
  sound.close();
  test.equal(inputs.failures, 0, `seed ${seed}: ${inputs.lastFailure}`);
  inputs.close();
});

t.test(
  'a camera that is paused shows nothing, and begins with the key frame that comes before the resume',
  async (test) => {
    const { inputs } = open();
    const sender = new TestStream({ ssrc: 7, codec: 'vp8' });
    const show = (made: Uint8Array[], fromMs: number) => {
      for (const [index, frame] of made.entries()) {
        for (const packet of sender.packets(frame, fromMs + index * 33))
          inputs.handleDatagram(packet, fromMs + index * 33);
      }
      inputs.turnTo(fromMs / 1000 + 1);
    };
    const hasCamera = () => inputs.scenePeople(1000)[0]?.hasCamera;
    inputs.apply(stateOf(1, { camera: sender.stream }));
    show(frames(3), 1000);
    test.equal(hasCamera(), true);
    inputs.apply(stateOf(2, { camera: { ...sender.stream, paused: true } }));
    show(frames(3).slice(1), 1200);
    test.equal(hasCamera(), false);
    inputs.apply(stateOf(1, { camera: sender.stream }));
    test.equal(hasCamera(), false, 'an older state is ignored');
    show(frames(3), 1400);
    inputs.apply(stateOf(3, { camera: sender.stream }));
    test.equal(hasCamera(), true, 'at once');
    inputs.close();
  },
);

t.test('a damaged frame is followed by a request for a key frame', async (test) => {
  const { inputs, keyFramesFor } = open();
  const sender = new TestStream({ ssrc: 7, codec: 'vp8' });
  inputs.apply(stateOf(1, { camera: sender.stream }));
  const [key = Buffer.alloc(0)] = frames(1);
  for (const packet of sender.packets(key, 1000)) inputs.handleDatagram(packet, 1000);
  test.same(keyFramesFor, []);
  // Says that its first partition is longer than the frame.
  for (const packet of sender.packets(Buffer.from([0xf1, 0xff, 0xff, 0]), 1033)) inputs.handleDatagram(packet, 1033);
  test.same(keyFramesFor, [7]);
  inputs.close();
});

t.test('a stream that is replaced under the same SSRC starts anew; one that is gone is a stranger', async (test) => {
  const { inputs } = open();
  const sender = new TestStream({ ssrc: 7, codec: 'vp8' });
  const [key = Buffer.alloc(0)] = frames(1);
  const send = (nowMs: number) => {
    for (const packet of sender.packets(key, nowMs)) inputs.handleDatagram(packet, nowMs);
    inputs.turnTo(nowMs / 1000 + 1);
  };
  inputs.apply(stateOf(1, { camera: sender.stream }));
  send(1000);
  inputs.apply(stateOf(2, { camera: { ...sender.stream, producerId: 'another' } }));
  test.equal(inputs.scenePeople(1000)[0]?.hasCamera, false, 'the old picture is gone');
  send(1033);
  test.equal(inputs.scenePeople(1033)[0]?.hasCamera, true);
  inputs.apply(stateOf(3, {}));
  const before = inputs.strangers;
  send(1066);
  test.ok(inputs.strangers > before);
  inputs.close();
});

/** A packet as it is sent again: other SSRC and payload type, its number in front of the payload (RFC 4588 §4). */
function retransmitted(packet: Buffer, { ssrc, payloadType }: { ssrc: number; payloadType: number }): Buffer {
  const again = Buffer.concat([packet.subarray(0, 12), packet.subarray(2, 4), packet.subarray(12)]);
  again[1] = ((packet[1] ?? 0) & 0x80) | payloadType;
  again.writeUInt16BE(9, 2);
  again.writeUInt32BE(ssrc, 8);
  return again;
}

t.test('a packet that was lost is asked for again, and no picture is missed', async (test) => {
  const { inputs, keyFramesFor, wanted } = open();
  const sender = new TestStream({ ssrc: 7, codec: 'vp8' });
  const rtx = { payloadType: 101, ssrc: 8 };
  inputs.apply(stateOf(1, { camera: { ...sender.stream, rtx } }));
  const [first, second, third] = frames(3).flatMap((frame, index) => sender.packets(frame, 1000 + index * 33));
  if (!first || !second || !third) throw new Error('a small picture is one packet');
  inputs.handleDatagram(first, 1000);
  inputs.handleDatagram(third, 1066);
  inputs.tick(1070);
  test.match(wanted, [{ ssrc: 7, numbers: [second.readUInt16BE(2)] }]);
  inputs.handleDatagram(retransmitted(second, rtx), 1090);
  const version = (seconds: number) => {
    inputs.turnTo(seconds);
    return inputs.pictureOf({ kind: 'video', participantId: id, source: 'camera' })?.version;
  };
  test.equal(version(1.034), 2);
  test.equal(version(1.067), 3);
  test.equal(inputs.lostPackets, 0);
  test.same(keyFramesFor, []);
  inputs.close();
});

t.test('what comes before the word of its stream is shown as soon as that is here', async (test) => {
  const { inputs, keyFramesFor } = open();
  const sender = new TestStream({ ssrc: 7, codec: 'vp8' });
  const hasCamera = () => inputs.scenePeople(1000)[0]?.hasCamera;
  inputs.apply(stateOf(1, {}));
  for (const [index, frame] of frames(3).entries()) {
    const atMs = 1000 + index * 33;
    for (const packet of sender.packets(frame, atMs)) inputs.handleDatagram(packet, atMs);
  }
  inputs.apply(stateOf(2, { camera: sender.stream }));
  inputs.tick(1100);
  inputs.turnTo(2);
  test.equal(hasCamera(), true);
  test.same(keyFramesFor, [], 'no other key frame is asked for');
  inputs.close();
});

t.test('what nobody ever asks for is let go', async (test) => {
  const early = new EarlyPackets();
  const sender = new TestStream({ ssrc: 7, codec: 'opus' });
  const packetAt = (atMs: number) => readRtp(sender.packets(new Uint8Array(8), atMs)[0] ?? Buffer.alloc(0));
  for (let atMs = 0; atMs < 60_000; atMs += 20) {
    const packet = packetAt(atMs);
    if (packet) early.keep(packet, atMs);
  }
  const given: number[] = [];
  early.give((_packet, atMs) => given.push(atMs) > 0);
  test.ok(given.length > 40 && given.length < 60, `${given.length} of 3000`);
  early.give((_packet, atMs) => given.push(atMs) > 0);
  test.ok(given.length < 60, 'and only once');
});

t.test('a first picture is shown at once, and stands until its time; the next ones have theirs', (test) => {
  const { inputs } = open();
  const one = new TestStream({ ssrc: 1, codec: 'vp8' });
  inputs.apply(stateOf(1, { camera: one.stream }));
  const shown = () => inputs.pictureOf({ kind: 'video', participantId: id, source: 'camera' })?.version;
  const startMs = 1e6;
  const stepMs = 1000 / 30;
  inputs.turnTo(startMs / 1000 - 0.25);
  test.equal(shown(), undefined);
  const versions = frames(12).map((picture, index) => {
    const nowMs = startMs + index * stepMs;
    for (const datagram of one.packets(picture, nowMs)) inputs.handleDatagram(datagram, nowMs);
    inputs.turnTo(nowMs / 1000 - 0.25);
    return shown();
  });
  test.same(versions.slice(0, 7), Array(7).fill(1), 'still the first one after 200 ms');
  test.ok(Number(versions.at(-1)) > 1, 'it moves once their time has come');
  inputs.close();
  test.end();
});
