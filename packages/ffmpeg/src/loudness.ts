import { Fault } from '@rostrum/protocol';
import ffmpeg from 'fluent-ffmpeg';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

/** EBU R 128 and ITU-R BS.1770, of a whole file. */
export interface Loudness {
  /** LUFS; -70 or less when there is nothing to hear. */
  readonly integratedLufs: number;
  /** The highest sample peak, oversampled: dBTP. */
  readonly truePeakDb: number;
}

export interface MeasureOptions extends FfmpegRun {
  readonly input: string;
}

/** Lines of the summary that the filter ends with: "    I:         -16.0 LUFS", "    Peak:       -3.2 dBFS". */
const integrated = /^\s+I:\s+(-?[\d.]+|-?inf|nan) LUFS/;
const peak = /^\s+Peak:\s+(-?[\d.]+|-?inf|nan) dBFS/;

/** How loud a file's first sound is. @throws as `runFfmpeg` */
export async function measureLoudness({ input, ...run }: MeasureOptions): Promise<Loudness> {
  let [integratedLufs, truePeakDb] = ['', ''];
  const command = ffmpeg(input)
    .outputOptions('-vn', '-map', '0:a:0', '-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null')
    .output('-');
  await runFfmpeg(command, {
    ...run,
    onLine: (line) => {
      integratedLufs = integrated.exec(line)?.[1] ?? integratedLufs;
      truePeakDb = peak.exec(line)?.[1] ?? truePeakDb;
    },
  });
  if (integratedLufs === '') throw new Fault('MEDIA_UNREADABLE', { detail: 'no loudness was measured' });
  return { integratedLufs: finite(integratedLufs, -70), truePeakDb: finite(truePeakDb, -120) };
}

const finite = (text: string, otherwise: number): number => {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : otherwise;
};
