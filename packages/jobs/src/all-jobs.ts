import { exportTracks } from './export-tracks.ts';
import { finishRecording } from './finish-recording.ts';
import type { JobDefinition } from './job-definition.ts';
import { outputJobs } from './output-jobs.ts';
import { render } from './render.ts';

/** Every kind of job that there is. */
export const allJobs: readonly JobDefinition[] = [finishRecording, ...Object.values(outputJobs), exportTracks, render];
