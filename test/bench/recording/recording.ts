import { type BenchOptions, type BenchResult, comparison, distribution, figure } from '../report.ts';
import { measureEnds } from './ends.ts';
import { measureKills } from './kills.ts';

/**
 * How long after the end a programme can be had, beside one ffmpeg command over the same segments; and what the recording
 * lacks of one whose mixer was killed again and again.
 */
export async function benchRecording({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const ends = await measureEnds(isQuick ? [1, 10] : [1, 10, 60], say);
  const killed = await measureKills(isQuick ? 3 : 10, say);
  const cases = [
    ...ends.flatMap(({ minutes, replaySeconds, fileSeconds, ffmpegSeconds }) => [
      figure(`${minutes} min replay`, [replaySeconds]),
      comparison(`${minutes} min mp4`, { values: [fileSeconds], baselines: [ffmpegSeconds] }),
    ]),
    distribution('without a mixer, each kill', killed.gapsSeconds),
    ...(['video', 'audio'] as const).flatMap((kind) => [
      figure(`${kind} samples published`, [killed[kind].published]),
      figure(`${kind} samples missing`, [killed[kind].missing]),
      figure(`${kind} samples doubled`, [killed[kind].doubled]),
      figure(`${kind} samples skipped`, [killed[kind].skipped]),
    ]),
  ];
  return { report: { bench: 'recording', unit: 's', cases }, samples: { ends, killed } };
}
