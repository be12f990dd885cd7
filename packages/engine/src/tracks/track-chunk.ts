import { Fault, ParticipantIdSchema, SourceSchema, Strict } from '@rostrum/protocol';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

/** Whose source a frame is of, and how it is coded. */
export const TrackSchema = Strict({
  participantId: ParticipantIdSchema,
  name: Type.String({ maxLength: 120 }),
  source: SourceSchema,
  codec: Type.Union([Type.Literal('vp8'), Type.Literal('h264'), Type.Literal('opus')]),
});
export type Track = Static<typeof TrackSchema>;

/** One coded picture or block of sound of one person, as it arrived. */
export interface TrackFrame {
  readonly track: Track;
  /** Program date time: wall clock of capture, milliseconds since 1970, by which the programme shows it. */
  readonly atMs: number;
  readonly isKey: boolean;
  readonly bytes: Buffer;
}

/** The same track goes on after a mute, a reconnect or another SFU. */
export const trackKey = ({ participantId, source, codec }: Track): string => `${participantId}/${source}/${codec}`;

// An object is: "RTRK", the size of a JSON table of tracks, the table; then for each frame its track's index (8 bits),
// whether it is a key frame (8 bits), its time (64-bit float), its size (32 bits) and its bytes. Numbers are big-endian.
const magic = Buffer.from('RTRK');
const frameHeaderBytes = 14;
/** Of 64 people with four sources. */
const maxTracks = 256;

const TableSchema = Type.Array(TrackSchema, { maxItems: maxTracks });

/** @throws TypeError for more than 256 tracks */
export function writeTrackChunk(frames: readonly TrackFrame[]): Buffer {
  const indexes = new Map<string, number>();
  const table: Track[] = [];
  const pieces: Buffer[] = [];
  for (const { track, atMs, isKey, bytes } of frames) {
    const key = trackKey(track);
    const index = indexes.get(key) ?? table.push(track) - 1;
    indexes.set(key, index);
    if (index >= maxTracks) throw new TypeError('too many tracks for one object');
    const header = Buffer.allocUnsafe(frameHeaderBytes);
    header.writeUInt8(index, 0);
    header.writeUInt8(isKey ? 1 : 0, 1);
    header.writeDoubleBE(atMs, 2);
    header.writeUInt32BE(bytes.length, 10);
    pieces.push(header, bytes);
  }
  const json = Buffer.from(JSON.stringify(table));
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32BE(json.length, 0);
  return Buffer.concat([magic, size, json, ...pieces]);
}

/** The frames of one object in the order of their arrival; views into it. @throws Fault MEDIA_UNREADABLE */
export function readTrackChunk(chunk: Buffer, name = 'tracks'): TrackFrame[] {
  const unreadable = (cause?: unknown) => new Fault('MEDIA_UNREADABLE', { detail: name, cause });
  if (chunk.length < 8 || !chunk.subarray(0, 4).equals(magic)) throw unreadable();
  let at = 8 + chunk.readUInt32BE(4);
  const table = tableOf(chunk.subarray(8, at), unreadable);
  const frames: TrackFrame[] = [];
  while (at < chunk.length) {
    if (at + frameHeaderBytes > chunk.length) throw unreadable();
    const track = table[chunk.readUInt8(at)];
    const [from, size] = [at + frameHeaderBytes, chunk.readUInt32BE(at + 10)];
    if (!track || from + size > chunk.length) throw unreadable();
    frames.push({
      track,
      isKey: chunk.readUInt8(at + 1) === 1,
      atMs: chunk.readDoubleBE(at + 2),
      bytes: chunk.subarray(from, from + size),
    });
    at = from + size;
  }
  return frames;
}

function tableOf(json: Buffer, unreadable: (cause?: unknown) => Fault): Track[] {
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    if (Value.Check(TableSchema, value)) return value;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}
