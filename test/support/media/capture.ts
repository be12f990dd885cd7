import { run } from './command.ts';

/** Keeps `seconds` of a live programme as a plain HLS player gets it. */
export async function captureProgramme(options: { url: string; seconds: number; file: string }): Promise<void> {
  const { url, seconds, file } = options;
  await run({
    command: 'ffmpeg',
    args: [
      ...['-v', 'error', '-y', '-i', url, '-t', String(seconds), '-map', '0:v:0', '-map', '0:a:0'],
      // NUT keeps the distance of any two time stamps as it is.
      ...['-c', 'copy', '-f', 'nut', file],
    ],
    timeoutMs: (seconds + 30) * 1000,
  });
}
