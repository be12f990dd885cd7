import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { layout } from '@rostrum/compositor';
import { ladderOf, type Rung } from '@rostrum/engine';
import type { ParticipantId } from '@rostrum/protocol';
import type { Usage, Work } from './our-mixer.ts';

const canvas = { width: 1280, height: 720 };
/** As long as the mixer is given to settle. */
const settleSeconds = 5;
/** Linux counts CPU time in these, proc(5). */
const ticksPerSecond = 100;

/** The tiles where the product puts them, the sound of all, and the same encoder settings. */
export function filters(sources: number, rungs: readonly Rung[]): string[] {
  const people = Array.from({ length: sources }, (_, index) => ({
    id: `u_${index}` as ParticipantId,
    name: '',
    hasCamera: true,
    hasScreen: false,
    muted: false,
  }));
  const plan = layout({ ...canvas, people, slate: { title: '', message: '' } });
  const tiles = plan.kind === 'tiles' ? plan.tiles : [];
  const scaled = tiles.map(({ width, height }, i) => `[${i}:v]scale=${width}:${height}:flags=bilinear,setsar=1[v${i}]`);
  const all = (kind: string) => tiles.map((_, index) => `[${kind}${index}]`).join('');
  const places = tiles.map(({ x, y }) => `${x}_${y}`).join('|');
  const picture =
    sources === 1
      ? '[v0]fps=30[v]'
      : `${all('v')}xstack=inputs=${sources}:layout=${places}:fill=black,pad=${canvas.width}:${canvas.height},fps=30[v]`;
  const renditions = rungs.map((_, index) => `[s${index}]`).join('');
  const scaledDown = rungs.flatMap(({ width, height }, i) =>
    i === 0 ? [] : [`[s${i}]scale=${width}:${height}:flags=area[r${i}]`],
  );
  const sizes = [`[v]split=${rungs.length}${renditions}`, '[s0]null[r0]', ...scaledDown];
  const sounds = tiles.map((_, index) => `[${index}:a]anull[a${index}]`);
  const sound = sources === 1 ? '[a0]anull[a]' : `${all('a')}amix=inputs=${sources}:normalize=0[a]`;
  return [...scaled, picture, ...sizes, ...sounds, sound];
}

function commandLine({ clip, sources, ladder }: Work): string[] {
  const rungs = ladderOf({ ...canvas, frameRate: 30 }, ladder);
  const inputs = Array.from({ length: sources }, () => [
    ...['-threads', '1', '-re', '-stream_loop', '-1', '-i', clip.file],
  ]).flat();
  return [
    ...['-v', 'error', '-nostdin', '-filter_complex_threads', '1', ...inputs],
    ...['-filter_complex', filters(sources, rungs).join(';')],
    ...rungs.flatMap((_, index) => ['-map', `[r${index}]`]),
    ...['-map', '[a]'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-threads', '1', '-pix_fmt', 'yuv420p'],
    ...rungs.flatMap(({ bitsPerSecond }, index) =>
      ['b', 'maxrate', 'bufsize'].flatMap((name) => [`-${name}:v:${index}`, `${bitsPerSecond}`]),
    ),
    ...['-g', '60', '-sc_threshold', '0'],
    ...['-c:a', 'aac', '-b:a', '128k', '-ar', '48000', '-ac', '2'],
    ...['-f', 'mp4', '-movflags', '+frag_keyframe+empty_moov', '-stats_period', '0.1', '-progress', 'pipe:1'],
    ...['-y', '/dev/null'],
  ];
}

function cpuSecondsOf(pid: number): number {
  // The name of the program is in brackets and may hold anything; user and system time are fields 14 and 15.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** One ffmpeg command that can do this much and no more: nobody joins, leaves or is lost. */
export async function measureStaticFfmpeg(work: Work): Promise<Usage> {
  const child = spawn('ffmpeg', commandLine(work), { stdio: ['ignore', 'pipe', 'pipe'] });
  let outputSeconds = 0;
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const microseconds = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (microseconds) outputSeconds = Number(microseconds) / 1e6;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const read = (): Usage => {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`ffmpeg ended:\n${words}`);
    return { cpuSeconds: cpuSecondsOf(child.pid), outputSeconds };
  };
  try {
    await sleep(settleSeconds * 1000);
    const before = read();
    await sleep(work.seconds * 1000);
    const after = read();
    return {
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      outputSeconds: after.outputSeconds - before.outputSeconds,
    };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
