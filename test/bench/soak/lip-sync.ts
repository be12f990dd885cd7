import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputPart } from '@rostrum/engine';
import type { Look } from '@rostrum/synthetic';
import { flashTimes, lookAtFrames, type Region } from '../../support/media/frames.ts';
import { beepTimes, decodeSound, offsets } from '../../support/media/sound.ts';

export interface Excerpt {
  readonly name: string;
  /** Initialization Section and parts of one rendition, from the beginning of a segment on. */
  readonly video: { readonly init: Buffer; readonly parts: readonly OutputPart[] };
  readonly audio: { readonly init: Buffer; readonly parts: readonly OutputPart[] };
}

/** A box "tfdt" of version 1: its type, version and flags, then 64 bits of decode time (ISO/IEC 14496-12 §8.8.12). */
const decodeTimeOffset = 8;

/** The part as if the programme had begun so much later: whoever reads it need not begin hours before. */
function earlier({ bytes }: OutputPart, ticks: number): Buffer {
  const moved = Buffer.from(bytes);
  const at = moved.indexOf('tfdt') + decodeTimeOffset;
  moved.writeBigUInt64BE(moved.readBigUInt64BE(at) - BigInt(ticks), at);
  return moved;
}

/** Ticks in a second; the video's and the sound's. */
const timescales = { video: 90_000, audio: 48_000 } as const;

/** How long after the flash the beep is heard, milliseconds: the median of what the excerpt has. */
export async function lipSync(
  dir: string,
  { name, video, audio }: Excerpt,
  { look, tile }: { look: Look; tile: Region },
) {
  const start = video.parts[0]?.startSeconds ?? 0;
  const write = async (kind: 'video' | 'audio') => {
    const { init, parts } = { video, audio }[kind];
    const ticks = Math.round(start * timescales[kind]);
    const file = join(dir, `${name}-${kind}.mp4`);
    await writeFile(file, Buffer.concat([init, ...parts.map((part) => earlier(part, ticks))]));
    return file;
  };
  return beepAfterFlashMs({ name, video: await write('video'), audio: await write('audio'), look, tile });
}

/** The same of files; one file may have both. @throws Error when there are few flashes with a beep */
export async function beepAfterFlashMs(of: {
  name: string;
  video: string;
  audio: string;
  look: Look;
  tile: Region;
}): Promise<number> {
  const flashes = flashTimes(await lookAtFrames(of.video, [of.tile]), 0);
  const beeps = beepTimes(await decodeSound(of.audio), of.look.pitchHz, 0.01);
  const found = offsets(flashes, beeps);
  if (!found || found.count < 5) throw new Error(`${of.name}: ${flashes.length} flashes, ${beeps.length} beeps`);
  return found.medianMs;
}
