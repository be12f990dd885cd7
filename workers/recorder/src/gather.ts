import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { EpochMaterial } from '@rostrum/hls';
import { Fault } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';

export interface GatherOptions {
  readonly storage: Pick<Storage, 'read'>;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** After each segment. */
  readonly onSegment: () => void;
}

/** Writes a track's initialization and segments into one file, piece by piece: fragmented MP4 needs no more. */
export async function gather(track: EpochMaterial, path: string, options: GatherOptions): Promise<void> {
  await pipeline(pieces(track, options), createWriteStream(path), { signal: options.signal });
}

async function* pieces(
  { initKey, segments }: EpochMaterial,
  { storage, log, onSegment }: GatherOptions,
): AsyncGenerator<Buffer> {
  yield* await storage.read(initKey);
  for (const { key } of segments) {
    const segment = await storage.read(key).catch((error: unknown) => {
      // One that is lost leaves a hole of its length; the others are worth having.
      if (!(error instanceof Fault && error.code === 'NOT_FOUND')) throw error;
      log.warn({ key }, 'segment is missing');
    });
    if (segment) yield* segment;
    onSegment();
  }
}
