export { allJobs } from './all-jobs.ts';
export { type ExportedTracks, type ExportTracks, exportTracks } from './export-tracks.ts';
export { type FinishedRecording, type FinishRecording, finishRecording } from './finish-recording.ts';
export type { JobDefinition, PayloadOf, ResultOf } from './job-definition.ts';
export { type JobListeners, JobQueue, type JobQueueOptions } from './job-queue.ts';
export { type JobContext, JobWorker, type JobWorkerOptions } from './job-worker.ts';
export {
  type MadeOutput,
  makeAudio,
  makeThumbnails,
  outputJobs,
  trimRecording,
} from './output-jobs.ts';
export { type BoardServer, QueueBoard, type QueueBoardOptions } from './queue-board.ts';
export { type Rendered, type RenderJob, render } from './render.ts';
