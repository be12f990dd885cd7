import { join } from 'node:path';
import { measureLoudness, probe, soundFile } from '@rostrum/ffmpeg';
import { type MadeOutput, makeAudio, type PayloadOf } from '@rostrum/jobs';
import type { Workshop } from '../workshop.ts';
import { makeOutput } from './output.ts';

/** What the mixer aims at, and podcasts and players expect. */
const targetLufs = -16;
/** Nobody hears a difference of half a decibel: then the sound is kept as it is, not coded again. */
const toleranceDb = 0.5;
/** Softer than this there is nothing but noise, which nobody wants louder. */
const silenceLufs = -50;
/** Measuring takes about as long as coding. */
const measureShare = 0.45;

/** The gain that brings sound to the target; undefined to leave it as it is. */
export function gainFor(integratedLufs: number): number | undefined {
  const gainDb = targetLufs - integratedLufs;
  return integratedLufs < silenceLufs || Math.abs(gainDb) < toleranceDb ? undefined : gainDb;
}

/** The sound of a recording alone, in two passes of EBU R 128: measured as a whole, then moved as a whole. */
export function audio(job: PayloadOf<typeof makeAudio>, workshop: Workshop): Promise<MadeOutput> {
  const { signal, progress } = workshop;
  return makeOutput(makeAudio, { job, workshop }, async ({ input, folder, keep }) => {
    const { durationSeconds } = await probe(input, { signal });
    const tell = (from: number, share: number) => (seconds: number) =>
      progress(from + share * Math.min(1, seconds / durationSeconds));
    const { integratedLufs } = await measureLoudness({ input, signal, onProgress: tell(0, measureShare) });
    const output = join(folder, 'audio.m4a');
    const gainDb = gainFor(integratedLufs);
    const rest = tell(measureShare, 1 - measureShare);
    await soundFile({ input, output, title: job.title, gainDb, signal, onProgress: rest });
    const facts = await probe(output, { signal });
    return {
      durationSeconds: facts.durationSeconds,
      sizeBytes: facts.sizeBytes,
      loudnessLufs: integratedLufs,
      fileKey: await keep('audio.m4a'),
    };
  });
}
