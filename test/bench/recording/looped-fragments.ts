import type { MadeSegment } from '../../support/programme-material.ts';

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Boxes of ISO/IEC 14496-12 §4.2 that lie in a row; none of ours is larger than 32 bits say. */
function boxesOf(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) throw new Error(`a box of ${size} bytes`);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at, end: at + size });
    at += size;
  }
  return boxes;
}

/** The first box at the end of a path, with where its content begins. */
function find(bytes: Buffer, path: readonly string[]): number {
  let [from, to] = [0, bytes.length];
  for (const type of path) {
    const found = boxesOf(bytes, from, to).find((box) => box.type === type);
    if (!found) throw new Error(`no box ${path.join('/')}`);
    [from, to] = [found.start + 8, found.end];
  }
  return from;
}

/** Ticks in a second of an initialization's only track (§8.4.2). */
export function timescaleOf(init: Buffer): number {
  const at = find(init, ['moov', 'trak', 'mdia', 'mdhd']);
  return init.readUInt32BE(init[at] === 1 ? at + 20 : at + 12);
}

/** The same samples later: only the decode time of the fragment is another one (§8.8.12). */
function shifted(fragment: Buffer, ticks: bigint): Buffer {
  const copy = Buffer.from(fragment);
  const at = find(copy, ['moof', 'traf', 'tfdt']);
  if (copy[at] === 1) copy.writeBigUInt64BE(copy.readBigUInt64BE(at + 4) + ticks, at + 4);
  else copy.writeUInt32BE(copy.readUInt32BE(at + 4) + Number(ticks), at + 4);
  return copy;
}

/** Without what stands before the fragment: an index of it would tell times that are not true any more. */
function fragmentOf(bytes: Buffer): Buffer {
  return Buffer.concat(
    boxesOf(bytes, 0, bytes.length).flatMap(({ type, start, end }) =>
      type === 'moof' || type === 'mdat' ? [bytes.subarray(start, end)] : [],
    ),
  );
}

/**
 * Some seconds of material over and over, as one programme that goes on.
 * @param loopSeconds the length of what is repeated, a whole number of the track's frames
 */
export function* loopedFragments(
  { init, segments }: { readonly init: Buffer; readonly segments: readonly MadeSegment[] },
  { loopSeconds, seconds }: { readonly loopSeconds: number; readonly seconds: number },
): Generator<MadeSegment> {
  const fragments = segments.map(({ bytes, durationSeconds }) => ({ bytes: fragmentOf(bytes), durationSeconds }));
  const loopTicks = BigInt(Math.round(loopSeconds * timescaleOf(init)));
  let made = 0;
  for (let loop = 0n; ; loop += 1n) {
    for (const { bytes, durationSeconds } of fragments) {
      if (made >= seconds - 0.1) return;
      yield { bytes: shifted(bytes, loop * loopTicks), durationSeconds };
      made += durationSeconds;
    }
  }
}
