import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfflineMix, type Track, type TrackFrame } from '@rostrum/engine';
import { type ParticipantId, type ProgrammeState, type TimelinePerson, undirected } from '@rostrum/protocol';
import { run } from '../../support/media/command.ts';
import { type Clip, clipFrameRate, makeClip } from '../mixer/clip.ts';
import { filters } from '../mixer/static-ffmpeg.ts';
import { type BenchOptions, type BenchResult, comparison } from '../report.ts';

const canvas = { width: 1280, height: 720, frameRate: 30 } as const;
const camera = { width: 640, height: 360, kbitsPerSecond: 700 } as const;
const crowds = [1, 2, 4];
const startMs = Date.UTC(2030, 0, 1);
/** As ours: one size of 720 lines. */
const bitsPerSecond = 2_500_000;

interface Spent {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}
interface Sample {
  readonly sources: number;
  readonly ours: Spent;
  readonly ffmpeg: Spent;
}

const idOf = (index: number) => `u_${String.fromCharCode(97 + index).repeat(20)}` as ParticipantId;

/** The clip over and over as everybody's camera and microphone, in the order in which it would have arrived. */
async function* framesOf(clip: Clip, sources: number, seconds: number): AsyncGenerator<TrackFrame> {
  const tracks = Array.from({ length: sources }, (_, index) => {
    const own = { participantId: idOf(index), name: 'N' };
    return [
      { ...own, source: 'camera', codec: 'vp8' },
      { ...own, source: 'microphone', codec: 'opus' },
    ] satisfies Track[];
  });
  for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
    for (const [video, audio] of tracks) {
      for (let index = tenth * 3; index < tenth * 3 + 3; index += 1) {
        const bytes = Buffer.from(clip.video[index % clip.video.length] ?? []);
        const isKey = index % clip.video.length === 0;
        if (video) yield { track: video, atMs: startMs + (index * 1000) / clipFrameRate, isKey, bytes };
      }
      for (let block = tenth * 5; block < tenth * 5 + 5; block += 1) {
        const bytes = Buffer.from(clip.audio[block % clip.audio.length] ?? []);
        if (audio) yield { track: audio, atMs: startMs + block * 20, isKey: true, bytes };
      }
    }
  }
}

async function measureOurs(clip: Clip, sources: number, seconds: number): Promise<Spent> {
  const people = Array.from(
    { length: sources },
    (_, index): TimelinePerson => ({
      ...{ id: idOf(index), name: 'N', title: '', role: 'presenter', place: 'stage' },
      sources: [
        { source: 'camera', muted: false },
        { source: 'microphone', muted: false },
      ],
    }),
  );
  const participants = people.map(({ id, name, title }) => ({ id, name, title }));
  const state: ProgrammeState = { revision: 1, participants, slate: { title: '', message: '' }, ...undirected };
  const [before, began] = [process.cpuUsage(), performance.now()];
  let parts = 0;
  await OfflineMix.run({
    ...{ canvas, frames: framesOf(clip, sources, seconds), cues: [{ atMs: startMs, state, people }] },
    ...{ fromMs: startMs, toMs: startMs + seconds * 1000, pictures: new Map() },
    signal: new AbortController().signal,
    onRenditions: () => undefined,
    onPart: ({ rendition }) => {
      if (rendition === 'video') parts += 1;
    },
    onProgress: () => undefined,
  });
  if (parts !== seconds * 3) throw new Error(`${parts} parts of a third of a second in ${seconds} s`);
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - began) / 1000 };
}

/** One command that can do this much and no more, as fast as it goes. */
async function measureFfmpeg(clip: Clip, sources: number, seconds: number): Promise<Spent> {
  const inputs = Array.from({ length: sources }, () => ['-threads', '1', '-stream_loop', '-1', '-i', clip.file]).flat();
  const began = performance.now();
  let text = '';
  await run({
    command: 'ffmpeg',
    args: [
      ...[
        '-hide_banner',
        '-nostats',
        '-v',
        'info',
        '-benchmark',
        '-nostdin',
        '-filter_complex_threads',
        '1',
        ...inputs,
      ],
      ...['-filter_complex', filters(sources, [{ ...canvas, name: 'video', bitsPerSecond }]).join(';')],
      ...['-map', '[r0]', '-map', '[a]', '-t', `${seconds}`],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-threads', '1', '-pix_fmt', 'yuv420p'],
      ...['-b:v', `${bitsPerSecond}`, '-maxrate', `${bitsPerSecond}`, '-bufsize', `${bitsPerSecond}`],
      ...['-g', '60', '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '128k', '-ar', '48000', '-ac', '2'],
      ...['-f', 'mp4', '-movflags', '+frag_keyframe+empty_moov', '-y', '/dev/null'],
    ],
    timeoutMs: 300_000,
    onWords: (words) => {
      text = words;
    },
  });
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(text) ?? [];
  if (user === undefined || system === undefined) throw new Error(`ffmpeg has not said what it took:\n${text}`);
  return { cpuSeconds: Number(user) + Number(system), wallSeconds: (performance.now() - began) / 1000 };
}

/** What a second of a render costs, beside one ffmpeg command with fixed inputs and the same output; both as fast as they go. */
export async function benchRerender({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const [rounds, seconds] = isQuick ? [1, 10] : [3, 30];
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-bench-'));
  try {
    const clip = await makeClip(dir, camera);
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const sources of crowds) {
        const ours = await measureOurs(clip, sources, seconds);
        const ffmpeg = await measureFfmpeg(clip, sources, seconds);
        samples.push({ sources, ours, ffmpeg });
        const per = ({ cpuSeconds, wallSeconds }: Spent) =>
          `${(seconds / cpuSeconds).toFixed(2)} output seconds per CPU second, ${(seconds / wallSeconds).toFixed(2)} per second`;
        say(`round ${round + 1}: ${sources} sources: ${per(ours)}; ffmpeg ${per(ffmpeg)}`);
      }
    }
    const cases = crowds.map((sources) => {
      const own = samples.filter((sample) => sample.sources === sources);
      return comparison(`${sources} sources, 720 lines`, {
        values: own.map(({ ours }) => ours.cpuSeconds / seconds),
        baselines: own.map(({ ffmpeg }) => ffmpeg.cpuSeconds / seconds),
      });
    });
    return { report: { bench: 'rerender', unit: 'CPU seconds per second of output', cases }, samples };
  } finally {
    await rm(dir, { recursive: true });
  }
}
