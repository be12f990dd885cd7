import { lookOf } from '@rostrum/synthetic';
import type { Test } from 'tap';
import { type FrameLook, flashTimes, lookAtFrames, type TileLook } from '../support/media/frames.ts';
import { longestGap, packetTimes } from '../support/media/packets.ts';
import { regionsOf } from '../support/media/regions.ts';
import { beepTimes, decodeSound, offsets } from '../support/media/sound.ts';

export interface Person {
  readonly name: string;
  readonly look: number;
}

/** Two who are there from the beginning to the end, and one in between. */
export interface Cast {
  readonly host: Person;
  readonly guest: Person;
  readonly visitor: Person;
}

const frameSeconds = 1 / 30;
/** An AAC frame of 1024 samples. */
const soundFrameSeconds = 1024 / 48_000;
/** Time stamps are rounded to the container's clock. */
const roundingSeconds = 0.0015;
const maxOffsetMs = 60;
/** A programme's first seconds are those in which everything else starts, too. */
const beforeSeconds = 3;
/** From joining to the first picture, at most. */
const joiningSeconds = 3;
/** Sound needs no key frame to begin: on a busy machine it is ahead of the picture. */
const maxAloneSeconds = 2;

const isOf = ({ look }: Person, tile: TileLook | undefined) => tile?.clock?.presenter === look;

/** How far a tile's colour is from a person's; codecs and colour spaces take some. */
function colourDistance({ look }: Person, tile: TileLook | undefined): number {
  const { u, v } = lookOf(look);
  return Math.hypot((tile?.u ?? 0) - u, (tile?.v ?? 0) - v);
}

/** Share of the frames in which a tile shows this person, by number and by colour. */
function shareShown(frames: readonly FrameLook[], tile: number, person: Person): number {
  const shown = frames.filter(({ tiles }) => isOf(person, tiles[tile]) && colourDistance(person, tiles[tile]) < 25);
  return shown.length / frames.length;
}

/** Everybody shows in their own tile and is heard; picture and sound are in step; nothing is missing. */
export async function assertProgramme(t: Test, file: string, { host, guest, visitor }: Cast): Promise<void> {
  const [video, audio] = [await packetTimes(file, 'video'), await packetTimes(file, 'audio')];
  const [videoGap, audioGap] = [longestGap(video), longestGap(audio)];
  t.ok(videoGap.seconds <= frameSeconds + roundingSeconds, `picture: longest step ${format(videoGap)}`);
  t.ok(audioGap.seconds <= soundFrameSeconds + roundingSeconds, `sound: longest step ${format(audioGap)}`);

  const pair = regionsOf(2);
  const three = regionsOf(3);
  const frames = await lookAtFrames(file, [...pair, ...three]);
  const withVisitor = frames.filter(({ tiles }) => isOf(visitor, tiles[pair.length + 2]));
  const [came = 0, left = 0] = [withVisitor[0]?.time, withVisitor.at(-1)?.time];
  t.ok(left - came > 8, `the visitor was there from ${came} to ${left}`);
  const during = frames.filter(({ time }) => time >= came && time <= left);
  // The visitor has a tile from their joining on, before their first picture; and a little after their last one.
  const alone = came - joiningSeconds;
  const before = frames.filter(({ time }) => time < alone && time > alone - beforeSeconds);
  const after = frames.filter(({ time }) => time > left + 1.5);
  for (const [when, part, places] of [
    ['before', before, { host: 0, guest: 1 }],
    ['during', during, { host: 2, guest: 3, visitor: 4 }],
    ['after', after, { host: 0, guest: 1 }],
  ] as const) {
    t.ok(part.length > 30, `${when}: ${part.length} frames`);
    for (const [who, tile] of Object.entries(places)) {
      const share = shareShown(part, tile, { host, guest, visitor }[who as keyof Cast]);
      // A busy machine shows the last picture again for a moment; somebody else's tile has nothing of them.
      t.ok(share > 0.75, `${when}: ${who} is in the tile in ${Math.round(share * 100)} % of the frames`);
    }
  }

  const sound = await decodeSound(file);
  const seconds = (frames.at(-1)?.time ?? 0) - (frames[0]?.time ?? 0);
  for (const person of [host, guest]) {
    const beeps = beepTimes(sound, lookOf(person.look).pitchHz, 0.02);
    t.ok(beeps.length >= seconds * 0.75, `${person.name} is heard ${beeps.length} times in ${Math.round(seconds)} s`);
  }
  const beeps = beepTimes(sound, lookOf(visitor.look).pitchHz);
  const [heardFrom = came, heardUntil = left] = [beeps[0], beeps.at(-1)];
  t.ok(
    heardFrom > came - maxAloneSeconds && heardUntil < left + maxAloneSeconds,
    `the visitor is seen from ${came.toFixed(2)} to ${left.toFixed(2)} s, and heard only then: ${heardFrom.toFixed(2)} to ${heardUntil.toFixed(2)} s`,
  );
  const offset = offsets(flashTimes(during, pair.length + 2), beeps);
  // A flash is three frames long: a mixer that draws few pictures on a busy machine shows few of them.
  t.ok(offset && offset.count >= 1, `${offset?.count} flashes with a beep`);
  t.ok(Math.abs(offset?.medianMs ?? Number.NaN) <= maxOffsetMs, `in step: ${JSON.stringify(offset)}`);
  // A flash is three frames long: where the machine was late, its first may have been a repeated picture.
  t.ok((offset?.shareWithin(2 * maxOffsetMs) ?? 0) > 0.6, 'also one by one, mostly');
}

const format = ({ seconds, at }: { seconds: number; at: number }) =>
  `${(seconds * 1000).toFixed(1)} ms at ${at.toFixed(3)} s`;
