import {
  exportTracks,
  finishRecording,
  type JobDefinition,
  makeAudio,
  makeThumbnails,
  type PayloadOf,
  type ResultOf,
  render as renderDefinition,
  trimRecording,
} from '@rostrum/jobs';
import { makeTrackFiles } from './export-tracks.ts';
import { finish } from './finish-recording.ts';
import { audio } from './outputs/audio.ts';
import { thumbnails } from './outputs/thumbnails.ts';
import { trim } from './outputs/trim.ts';
import { render } from './render.ts';
import type { Workshop } from './workshop.ts';

export interface JobKind<D extends JobDefinition = JobDefinition> {
  readonly definition: D;
  /** The same job may come again after any interruption: what it made is whole or not there. */
  run(payload: PayloadOf<D>, workshop: Workshop): Promise<ResultOf<D>>;
}

const kind = <D extends JobDefinition>(definition: D, run: JobKind<D>['run']): JobKind => ({
  definition,
  // Checked against the definition's schema before it comes here.
  run: (payload, workshop) => run(payload as PayloadOf<D>, workshop),
});

/** Every kind of job that a recorder does; each has its queue, so that a short one does not wait for a long one. */
export const jobKinds: readonly JobKind[] = [
  kind(finishRecording, finish),
  kind(makeAudio, audio),
  kind(makeThumbnails, thumbnails),
  kind(trimRecording, trim),
  kind(renderDefinition, render),
  kind(exportTracks, makeTrackFiles),
];
