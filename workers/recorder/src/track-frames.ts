import { readTrackChunk, type TrackFrame } from '@rostrum/engine';
import { programmeKeys } from '@rostrum/hls';
import type { Storage } from '@rostrum/storage';

/** The objects of a programme's tracks, oldest first; none when none were kept. */
export const trackChunks = async (storage: Pick<Storage, 'list'>, programmeId: string): Promise<string[]> =>
  (await storage.list(programmeKeys(programmeId).tracks)).filter((key) => key.endsWith('.bin'));

/** All frames in the order of their arrival; one object is in memory at a time. @throws Fault MEDIA_UNREADABLE */
export async function* trackFrames(
  storage: Pick<Storage, 'readWhole'>,
  keys: readonly string[],
): AsyncGenerator<TrackFrame> {
  for (const key of keys) yield* readTrackChunk(await storage.readWhole(key), key);
}
