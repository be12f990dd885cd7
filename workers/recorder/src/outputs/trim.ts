import { join } from 'node:path';
import { cut, probe } from '@rostrum/ffmpeg';
import { type MadeOutput, type PayloadOf, trimRecording } from '@rostrum/jobs';
import type { Workshop } from '../workshop.ts';
import { makeOutput } from './output.ts';

const file = 'part.mp4';

/** A part of a recording as another file; the recording stays as it is. */
export function trim(job: PayloadOf<typeof trimRecording>, workshop: Workshop): Promise<MadeOutput> {
  const { signal, threads } = workshop;
  return makeOutput(trimRecording, { job, workshop }, async ({ input, folder, keep }) => {
    const output = join(folder, file);
    await cut({ input, output, folder, threads, signal, title: job.title, ...job.trim });
    const { durationSeconds, sizeBytes } = await probe(output, { signal });
    return { durationSeconds, sizeBytes, fileKey: await keep(file) };
  });
}
