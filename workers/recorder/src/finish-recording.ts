import { join } from 'node:path';
import { poster, probe } from '@rostrum/ffmpeg';
import { readProgramme } from '@rostrum/hls';
import { type FinishedRecording, type FinishRecording, finishRecording } from '@rostrum/jobs';
import { Fault } from '@rostrum/protocol';
import { readChapters } from './chapters/read-chapters.ts';
import { recordedEpochs } from './epochs.ts';
import { lengthSeconds, makeProgrammeFile } from './programme-file.ts';
import { readReceipt, writeReceipt } from './receipt.ts';
import { recordingCaptions } from './recording-captions.ts';
import { withWorkFolder } from './work-folder.ts';
import type { Workshop } from './workshop.ts';

const posterWidth = 640;
/** The first seconds are often a slate. */
const posterAt = 0.1;

/**
 * Makes a recording's files of a programme's kept segments, and keeps them. Done already, it answers at once; taken
 * again after an interruption, it makes the same files.
 * @throws Fault RECORDING_EMPTY, ORIGIN_UNAVAILABLE while the programme goes on, MEDIA_UNREADABLE, STORAGE_UNAVAILABLE
 */
export async function finish(job: FinishRecording, context: Workshop): Promise<FinishedRecording> {
  const { storage, workDir, signal, progress } = context;
  const { recordingId, programmeId, title } = job;
  const log = context.log.child({ recording: recordingId });
  const receipt = { definition: finishRecording, key: `recordings/${recordingId}/recording.json` };
  const made = await readReceipt(storage, receipt);
  if (made) return made;
  const material = await readProgramme(storage, programmeId);
  const epochs = recordedEpochs(material);
  if (epochs.length === 0) throw new Fault('RECORDING_EMPTY');
  if (!material.ended && !context.isLastTry) {
    throw new Fault('ORIGIN_UNAVAILABLE', { detail: `${programmeId} has not ended` });
  }
  log.info({ programme: programmeId, epochs: epochs.length, ended: material.ended }, 'recording begun');
  const startMs = epochs[0]?.startMs ?? 0;
  const chapters = await readChapters(storage, { programmeId, startMs, durationSeconds: lengthSeconds(epochs), log });
  return withWorkFolder({ parent: workDir, name: recordingId }, async (folder) => {
    const film = await makeProgrammeFile({
      ...{ epochs, title, chapters, folder, storage, log, signal },
      progress: (done) => progress(0.95 * done),
    });
    const { durationSeconds, sizeBytes } = await probe(film, { signal });
    const picture = join(folder, 'poster.jpg');
    await poster({ input: film, atSeconds: durationSeconds * posterAt, output: picture, width: posterWidth, signal });
    const captions = recordingCaptions(material, { startMs, durationSeconds });
    if (captions) await storage.put(`recordings/${recordingId}/captions.vtt`, Buffer.from(captions.text));
    const result = {
      durationSeconds,
      sizeBytes,
      fileKey: `recordings/${recordingId}/programme.mp4`,
      posterKey: `recordings/${recordingId}/poster.jpg`,
      chapters,
      ...(captions ? { captionLanguage: captions.language } : {}),
    };
    await storage.putFile(result.posterKey, picture);
    await storage.putFile(result.fileKey, film);
    await writeReceipt(storage, receipt, result);
    log.info({ durationSeconds, sizeBytes }, 'recording made');
    return result;
  });
}
