import { join } from 'node:path';
import { poster, probe } from '@rostrum/ffmpeg';
import { readProgramme } from '@rostrum/hls';
import type { FinishedRecording, FinishRecording, JobContext } from '@rostrum/jobs';
import { Fault } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import { recordedEpochs } from './epochs.ts';
import { makeProgrammeFile } from './programme-file.ts';
import { readReceipt, writeReceipt } from './receipt.ts';
import { withWorkFolder } from './work-folder.ts';

export interface FinishContext extends JobContext {
  readonly storage: Storage;
  /** Folders for work at hand are made in it. */
  readonly workDir: string;
  readonly log: Log;
}

const posterWidth = 640;
/** The first seconds are often a slate. */
const posterAt = 0.1;

/**
 * Makes a recording's files of a programme's kept segments, and keeps them. Done already, it answers at once; taken
 * again after an interruption, it makes the same files.
 * @throws Fault RECORDING_EMPTY, ORIGIN_UNAVAILABLE while the programme goes on, MEDIA_UNREADABLE, STORAGE_UNAVAILABLE
 */
export async function finish(job: FinishRecording, context: FinishContext): Promise<FinishedRecording> {
  const { storage, workDir, log, signal, progress } = context;
  const { recordingId, programmeId, title } = job;
  const receipt = await readReceipt(storage, recordingId);
  if (receipt) return receipt;
  const material = await readProgramme(storage, programmeId);
  const epochs = recordedEpochs(material);
  if (epochs.length === 0) throw new Fault('RECORDING_EMPTY');
  if (!material.ended && !context.isLastTry) {
    throw new Fault('ORIGIN_UNAVAILABLE', { detail: `${programmeId} has not ended` });
  }
  log.info({ programme: programmeId, epochs: epochs.length, ended: material.ended }, 'recording begun');
  return withWorkFolder({ parent: workDir, name: recordingId }, async (folder) => {
    const made = await makeProgrammeFile({
      ...{ epochs, title, folder, storage, log, signal },
      progress: (done) => progress(0.95 * done),
    });
    const { durationSeconds, sizeBytes } = await probe(made, { signal });
    const picture = join(folder, 'poster.jpg');
    await poster({ input: made, atSeconds: durationSeconds * posterAt, output: picture, width: posterWidth, signal });
    const result = {
      durationSeconds,
      sizeBytes,
      fileKey: `recordings/${recordingId}/programme.mp4`,
      posterKey: `recordings/${recordingId}/poster.jpg`,
    };
    await storage.putFile(result.posterKey, picture);
    await storage.putFile(result.fileKey, made);
    await writeReceipt(storage, recordingId, result);
    log.info({ durationSeconds, sizeBytes }, 'recording made');
    return result;
  });
}
