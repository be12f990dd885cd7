import { type ParticipantId, type ProgrammeState, type TimelinePerson, undirected } from '@rostrum/protocol';
import { Decoder, Demuxer } from 'node-av/api';
import t from 'tap';
import { type Rgb, uOf, vOf } from '../picture/yuv.ts';
import { SourceAudioEncoder, SourceVideoEncoder, sourceFrameSamples } from '../source-encoder.ts';
import { type MixCue, OfflineMix } from './offline-mix.ts';
import { readTrackChunk, type TrackFrame, writeTrackChunk } from './track-chunk.ts';

const canvas = { width: 640, height: 360, frameRate: 30 } as const;
const startMs = Date.UTC(2030, 0, 1);

interface Voice {
  readonly id: ParticipantId;
  readonly colour: Rgb;
  readonly toneHz: number;
}
const red: Voice = {
  id: `u_${'a'.repeat(20)}` as ParticipantId,
  colour: { red: 220, green: 20, blue: 20 },
  toneHz: 1000,
};
const blue: Voice = {
  id: `u_${'b'.repeat(20)}` as ParticipantId,
  colour: { red: 20, green: 20, blue: 220 },
  toneHz: 730,
};

/** Seconds of somebody whose picture has one colour and whose sound is a tone, as they would be kept. */
function framesOf({ id, colour, toneHz }: Voice, seconds: number): TrackFrame[] {
  const frames: TrackFrame[] = [];
  const video = new SourceVideoEncoder({
    codec: 'vp8',
    width: 320,
    height: 180,
    frameRate: 30,
    bitsPerSecond: 200_000,
  });
  const { y, u, v } = video.picture;
  y.bytes.fill(90, 0, y.stride * 180);
  u.bytes.fill(uOf(colour), 0, u.stride * 90);
  v.bytes.fill(vOf(colour), 0, v.stride * 90);
  for (let index = 0; index < seconds * 30; index += 1) {
    const bytes = Buffer.from(video.encode({ frameIndex: index, keyFrame: index === 0 }));
    const track = { participantId: id, name: 'N', source: 'camera', codec: 'vp8' } as const;
    frames.push({ track, atMs: startMs + (index * 1000) / 30, isKey: index === 0, bytes });
  }
  video.close();
  const audio = new SourceAudioEncoder({ bitsPerSecond: 64_000 });
  for (let block = 0; block < seconds * 50; block += 1) {
    const samples = Float32Array.from(
      { length: sourceFrameSamples * 2 },
      (_, index) => 0.3 * Math.sin((2 * Math.PI * toneHz * ((index >> 1) + block * sourceFrameSamples)) / 48_000),
    );
    const track = { participantId: id, name: 'N', source: 'microphone', codec: 'opus' } as const;
    frames.push({ track, atMs: startMs + block * 20, isKey: true, bytes: Buffer.from(audio.encode(samples)) });
  }
  audio.close();
  return frames;
}

const kept = [red, blue].flatMap((voice) => framesOf(voice, 4)).sort((a, b) => a.atMs - b.atMs);

/** @param offFromMs from then on the camera that is red is off */
async function* inChunks(offFromMs: number): AsyncGenerator<TrackFrame> {
  const isOn = ({ track, atMs }: TrackFrame) =>
    !(track.participantId === red.id && track.codec === 'vp8' && atMs >= offFromMs);
  const frames = kept.filter(isOn);
  for (let at = 0; at < frames.length; at += 100) yield* readTrackChunk(writeTrackChunk(frames.slice(at, at + 100)));
}

const personOf = ({ id }: Voice, muted: ('camera' | 'microphone')[] = []): TimelinePerson => ({
  ...{ id, name: 'N', title: '', role: 'presenter', place: 'stage' },
  sources: (['camera', 'microphone'] as const).map((source) => ({ source, muted: muted.includes(source) })),
});

function cueOf(atMs: number, people: TimelinePerson[]): MixCue {
  const state: ProgrammeState = {
    ...{ revision: atMs - startMs, slate: { title: 'T', message: '' }, ...undirected },
    participants: people.map(({ id, name, title }) => ({ id, name, title })),
  };
  return { atMs, state, people };
}

/** How much of a tone is in the sound, 0 to 1. */
function share(samples: Float32Array, hz: number): number {
  let [re, im, energy] = [0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * hz * index) / 48_000);
    im += sample * Math.sin((2 * Math.PI * hz * index) / 48_000);
    energy += sample * sample;
  }
  return energy === 0 ? 0 : (2 * (re * re + im * im)) / (samples.length * energy);
}

interface Made {
  /** Of a point left and right of the middle: red above 180, blue above 180. */
  readonly pictures: { readonly isRed: boolean[]; readonly isBlue: boolean[] }[];
  readonly sound: Float32Array;
}

async function make(
  cues: [MixCue, ...MixCue[]],
  { fromMs = startMs, toMs = startMs + 3000, offFromMs = Number.POSITIVE_INFINITY } = {},
): Promise<Made> {
  const files = new Map<string, Buffer[]>();
  await OfflineMix.run({
    ...{ canvas, cues, fromMs, toMs, pictures: new Map(), frames: inChunks(offFromMs) },
    signal: new AbortController().signal,
    onRenditions: (all) => {
      for (const { rendition, init } of all) files.set(rendition.name, [init]);
    },
    onPart: ({ rendition, bytes }) => files.get(rendition)?.push(bytes),
    onProgress: () => undefined,
  });
  const pictures: Made['pictures'] = [];
  const sound: number[] = [];
  for (const name of ['video', 'audio']) {
    const demuxer = await Demuxer.open(Buffer.concat(files.get(name) ?? []));
    const [stream] = demuxer.streams;
    if (!stream) throw new Error(`no ${name}`);
    const decoder = await Decoder.create(stream);
    for await (const frame of decoder.frames(demuxer.packets())) {
      if (!frame) break;
      const [first = Buffer.alloc(0), u = first, v = first] = frame.data ?? [];
      if (name === 'audio') for (let at = 0; at + 4 <= first.length; at += 4) sound.push(first.readFloatLE(at));
      else {
        const at = (plane: Buffer, index: number, x: number) => plane[90 * (frame.linesize[index] ?? 0) + x] ?? 0;
        const places = [canvas.width / 8, (canvas.width * 3) / 8];
        pictures.push({ isRed: places.map((x) => at(v, 2, x) > 180), isBlue: places.map((x) => at(u, 1, x) > 180) });
      }
      frame.free();
    }
    decoder.close();
    await demuxer.close();
  }
  return { pictures, sound: Float32Array.from(sound) };
}

const secondOf = ({ sound }: Made, second: number) => sound.subarray(second * 48_000 + 9600, (second + 1) * 48_000);

t.test('an object of frames is read as it was written, and rubbish is refused', async (test) => {
  test.same(readTrackChunk(writeTrackChunk(kept.slice(0, 50))), kept.slice(0, 50));
  const chunk = writeTrackChunk(kept.slice(0, 3));
  for (const wrong of [Buffer.alloc(0), Buffer.from('rubbish rubbish'), chunk.subarray(0, -1), chunk.subarray(1)]) {
    test.throws(() => readTrackChunk(wrong), { code: 'MEDIA_UNREADABLE' });
  }
});

t.test('tracks become a programme again: who was there, who was muted, and when', async (test) => {
  const cues: [MixCue, ...MixCue[]] = [
    cueOf(startMs, [personOf(red), personOf(blue)]),
    cueOf(startMs + 700, [personOf(red, ['camera']), personOf(blue)]),
    cueOf(startMs + 2000, [personOf(blue)]),
  ];
  const made = await make(cues, { offFromMs: startMs + 700 });
  test.equal(made.pictures.length, 90);
  test.match(made.pictures[15], { isRed: [true, false], isBlue: [false, true] });
  test.match(made.pictures[56], { isRed: [false, false], isBlue: [false, true] }, 'a card in the place of the camera');
  test.match(made.pictures[80], { isRed: [false, false], isBlue: [true, true] }, 'one alone has all the picture');
  test.ok(share(secondOf(made, 0), red.toneHz) > 0.2 && share(secondOf(made, 0), blue.toneHz) > 0.2);
  test.ok(share(secondOf(made, 2), red.toneHz) < 0.01 && share(secondOf(made, 2), blue.toneHz) > 0.8);
});

t.test('a part from the middle begins with its picture and its sound, after a card', async (test) => {
  const card = cueOf(startMs + 1000, []);
  const made = await make([card, cueOf(startMs + 2000, [personOf(red)])], { fromMs: startMs + 1000 });
  test.equal(made.pictures.length, 60);
  test.match(made.pictures[10], { isRed: [false, false], isBlue: [false, false] });
  test.match(made.pictures[31], { isRed: [true, true] }, 'at once, though its key frame is long ago');
  test.ok(secondOf(made, 0).every((sample) => Math.abs(sample) < 0.001));
  test.ok(share(secondOf(made, 1), red.toneHz) > 0.8 && share(secondOf(made, 1), blue.toneHz) < 0.01);
});

t.test('the same input makes the same picture and sound', async (test) => {
  const cues: [MixCue] = [cueOf(startMs, [personOf(red), personOf(blue)])];
  const [one, other] = [await make(cues, { toMs: startMs + 1000 }), await make(cues, { toMs: startMs + 1000 })];
  test.same(one.pictures, other.pictures);
  test.ok(Buffer.from(one.sound.buffer).equals(Buffer.from(other.sound.buffer)));
});
