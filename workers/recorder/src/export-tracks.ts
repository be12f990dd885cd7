import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Track, TrackFile, trackKey } from '@rostrum/engine';
import type { ExportedTracks, ExportTracks } from '@rostrum/jobs';
import { Fault } from '@rostrum/protocol';
import { programmeSpan } from './render.ts';
import { trackChunks, trackFrames } from './track-frames.ts';
import { withWorkFolder } from './work-folder.ts';
import type { Workshop } from './workshop.ts';

interface Open {
  readonly track: Track;
  readonly startMs: number;
  readonly fileName: string;
  readonly file: TrackFile;
}

/**
 * Makes one file of each presenter's source, as it arrived. Taken again it makes the same files.
 * @throws Fault TRACKS_NOT_RECORDED, RECORDING_EMPTY, MEDIA_UNREADABLE, STORAGE_UNAVAILABLE
 */
export async function makeTrackFiles(
  { recordingId, programmeId }: ExportTracks,
  { storage, workDir, log, signal, progress }: Workshop,
): Promise<ExportedTracks> {
  const keys = await trackChunks(storage, programmeId);
  if (keys.length === 0) throw new Fault('TRACKS_NOT_RECORDED');
  const { fromMs, toMs } = await programmeSpan(storage, programmeId);
  return withWorkFolder({ parent: workDir, name: `${recordingId}-tracks` }, async (folder) => {
    const open = new Map<string, Open>();
    try {
      for await (const frame of trackFrames(storage, keys)) {
        signal.throwIfAborted();
        const key = trackKey(frame.track);
        const known = open.get(key);
        if (!known && !frame.isKey) continue; // A file begins with a picture that stands alone.
        const one = known ?? openFile(frame, { folder, number: open.size + 1, fromMs });
        open.set(key, one);
        one.file.push(frame);
        progress((frame.atMs - fromMs) / (toMs - fromMs));
      }
    } catch (error) {
      for (const { file } of open.values()) file.close();
      throw error;
    }
    const tracks: ExportedTracks['tracks'][number][] = [];
    for (const { track, startMs, fileName, file } of open.values()) {
      const { durationSeconds } = file.close();
      const path = join(folder, fileName);
      const { size: sizeBytes } = await stat(path);
      await storage.putFile(`recordings/${recordingId}/tracks/${fileName}`, path);
      const startsAt = new Date(startMs).toISOString();
      const { participantId, name, source, codec } = track;
      const about = { participantId, name, source, codec, startsAt, durationSeconds, sizeBytes, fileName };
      tracks.push({ ...about, offsetSeconds: (startMs - fromMs) / 1000 });
    }
    await storage.put(`recordings/${recordingId}/tracks/tracks.json`, Buffer.from(JSON.stringify({ tracks })));
    log.info({ tracks: tracks.length }, 'tracks exported');
    return { tracks };
  });
}

function openFile(
  frame: Parameters<typeof TrackFile.open>[1],
  { folder, number, fromMs }: { folder: string; number: number; fromMs: number },
): Open {
  const { track, atMs: startMs } = frame;
  const fileName = `${number}-${track.source}.${TrackFile.extension(track)}`;
  const file = TrackFile.open(join(folder, fileName), frame, {
    title: `${track.name} – ${track.source}`,
    PROGRAM_DATE_TIME: new Date(startMs).toISOString(),
    START_OFFSET_SECONDS: ((startMs - fromMs) / 1000).toFixed(3),
  });
  return { track, startMs, fileName, file };
}
