import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { OfflineMix } from '@rostrum/engine';
import { probe, remux } from '@rostrum/ffmpeg';
import { readProgramme } from '@rostrum/hls';
import { type JobContext, type Rendered, type RenderJob, render as renderJob } from '@rostrum/jobs';
import { parse } from '@rostrum/link';
import { type AssetUse, Fault } from '@rostrum/protocol';
import { type RenderPlan, readTimeline, renderPlan } from '@rostrum/room';
import type { Log } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import { trackChunks, trackFrames } from './track-frames.ts';
import { withWorkFolder } from './work-folder.ts';

export interface RenderContext extends JobContext {
  readonly storage: Storage;
  readonly workDir: string;
  readonly log: Log;
}

const folderOf = ({ recordingId, renderId }: RenderJob) => `recordings/${recordingId}/renders/${renderId}`;

/**
 * Makes a recording anew out of its tracks. Done already, it answers at once.
 * @throws Fault TRACKS_NOT_RECORDED, RECORDING_EMPTY, FIELD_INVALID, MEDIA_UNREADABLE, STORAGE_UNAVAILABLE
 */
export async function render(job: RenderJob, context: RenderContext): Promise<Rendered> {
  const { storage, workDir, log, signal, progress } = context;
  const done = await readReceipt(storage, `${folderOf(job)}/render.json`);
  if (done) return done;
  const keys = await trackChunks(storage, job.programmeId);
  if (keys.length === 0) throw new Fault('TRACKS_NOT_RECORDED');
  const plan = await planOf(job, storage);
  log.info({ programme: job.programmeId, seconds: secondsOf(plan), cues: plan.cues.length }, 'render begun');
  return withWorkFolder({ parent: workDir, name: job.renderId }, async (folder) => {
    const files = new Map<string, { path: string; file: number }>();
    const pictures = await picturesOf(plan, { job, storage });
    try {
      await OfflineMix.run({
        ...plan,
        ...{ pictures, signal, frames: trackFrames(storage, keys) },
        onRenditions: (renditions) => {
          for (const { rendition, init } of renditions) {
            const path = join(folder, `${rendition.name}.mp4`);
            const file = openSync(path, 'w');
            files.set(rendition.name, { path, file });
            writeSync(file, init);
          }
        },
        onPart: ({ rendition, bytes }) => {
          const file = files.get(rendition)?.file;
          if (file !== undefined) writeSync(file, bytes);
        },
        onProgress: (seconds) => progress((0.97 * seconds) / secondsOf(plan)),
      });
    } finally {
      for (const { file } of files.values()) closeSync(file);
    }
    const output = join(folder, 'render-out.mp4');
    await remux({ inputs: [...files.values()].map(({ path }) => path), output, title: job.title, signal });
    const { durationSeconds, sizeBytes } = await probe(output, { signal });
    const result = { durationSeconds, sizeBytes, fileKey: `${folderOf(job)}/render.mp4` };
    await storage.putFile(result.fileKey, output);
    await storage.put(`${folderOf(job)}/render.json`, Buffer.from(JSON.stringify(result)));
    log.info({ durationSeconds, sizeBytes }, 'render made');
    return result;
  });
}

const secondsOf = ({ fromMs, toMs }: RenderPlan): number => (toMs - fromMs) / 1000;

async function planOf({ programmeId, title, options }: RenderJob, storage: Storage): Promise<RenderPlan> {
  const { renditions } = await readProgramme(storage, programmeId);
  const segments = renditions.flatMap(({ kind, epochs }) =>
    kind === 'video' ? epochs.flatMap((epoch) => epoch.segments) : [],
  );
  if (segments.length === 0) throw new Fault('RECORDING_EMPTY');
  const fromMs = Math.min(...segments.map(({ programDateTimeMs }) => programDateTimeMs));
  const toMs = Math.max(...segments.map((one) => one.programDateTimeMs + one.durationSeconds * 1000));
  const entries = await readTimeline(storage, programmeId);
  return renderPlan({ entries, span: { fromMs, toMs }, title, frameRate: 30, options });
}

/** What the look names, as control keeps it; one that is gone is left out. */
async function picturesOf(
  { cues }: RenderPlan,
  { job, storage }: { job: RenderJob; storage: Storage },
): Promise<Map<string, Buffer>> {
  const pictures = new Map<string, Buffer>();
  const named = cues.flatMap(({ state: { branding } }): [AssetUse, string | null][] => [
    ['logo', branding.logo],
    ['background', branding.backgroundImage],
  ]);
  for (const [use, id] of named) {
    if (id === null || pictures.has(id)) continue;
    const png = await orNothing(storage.readWhole(`branding/${job.webinarId}/${use}/${id}.png`));
    if (png) pictures.set(id, png);
  }
  return pictures;
}

/** Written last: a render that has one is whole. */
async function readReceipt(storage: Storage, key: string): Promise<Rendered | undefined> {
  const bytes = await orNothing(storage.readWhole(key));
  return bytes && parse(renderJob.result, JSON.parse(bytes.toString()), 'MEDIA_UNREADABLE');
}

const orNothing = (read: Promise<Buffer>): Promise<Buffer | undefined> =>
  read.catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
