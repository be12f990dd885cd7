import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probe, sprite } from '@rostrum/ffmpeg';
import { type MadeOutput, makeThumbnails, type PayloadOf } from '@rostrum/jobs';
import type { Workshop } from '../workshop.ts';
import { makeOutput } from './output.ts';
import { planThumbnails, thumbnailTrack } from './thumbnail-plan.ts';

const picture = 'thumbnails.jpg';
const track = 'thumbnails.vtt';

/** The pictures for the seek bar. */
export function thumbnails(job: PayloadOf<typeof makeThumbnails>, workshop: Workshop): Promise<MadeOutput> {
  const { signal, threads } = workshop;
  return makeOutput(makeThumbnails, { job, workshop }, async ({ input, folder, keep }) => {
    const { durationSeconds } = await probe(input, { signal });
    const plan = planThumbnails(durationSeconds);
    await sprite({ input, output: join(folder, picture), threads, signal, ...plan });
    const { sizeBytes } = await probe(join(folder, picture), { signal });
    await writeFile(join(folder, track), thumbnailTrack(plan, { picture, durationSeconds }));
    await keep(picture);
    return { durationSeconds, sizeBytes, fileKey: await keep(track) };
  });
}
