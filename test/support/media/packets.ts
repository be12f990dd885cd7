import { run } from './command.ts';

/** Presentation times of a file's packets, seconds, in order. Sound and picture have one time line. */
export async function packetTimes(file: string, kind: 'video' | 'audio'): Promise<number[]> {
  const output = await run({
    command: 'ffprobe',
    args: [
      ...['-v', 'error', '-select_streams', kind === 'video' ? 'v:0' : 'a:0'],
      ...['-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file],
    ],
  });
  const times = output.split('\n').map((line) => Number.parseFloat(line));
  return times.filter(Number.isFinite).sort((a, b) => a - b);
}

/** The longest time from one packet to the next, and where it is; seconds. */
export function longestGap(times: readonly number[]): { seconds: number; at: number } {
  let longest = { seconds: 0, at: 0 };
  for (const [index, time] of times.entries()) {
    const seconds = time - (times[index - 1] ?? time);
    if (seconds > longest.seconds) longest = { seconds, at: time - seconds };
  }
  return longest;
}

/** The container's own statement of its length. */
export async function fileSeconds(file: string): Promise<number> {
  const output = await run({
    command: 'ffprobe',
    args: ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file],
  });
  return Number.parseFloat(output);
}
