import { mixDelayMs } from '@rostrum/protocol';
import type { Appended, Fetched } from './in-page.ts';
import type { PartTimes } from './part-times.ts';

/** Where a frame's time goes, in seconds, in the order in which it does. */
export const hopNames = [
  'capture → SFU',
  'SFU → mixer',
  'mixer waits for the lost',
  'mixer → part is full',
  'encode and publish',
  'part → asked for',
  'asked for → in the page',
  'in the page → shown',
] as const;
export type Hops = Readonly<Record<(typeof hopNames)[number], number>>;

/** One frame that was shown, and what is known of its way. */
export interface Way {
  /** The clock in the picture. */
  readonly captureMs: number;
  /** When its last packet was given to the network. */
  readonly sentMs: number;
  readonly shownMs: number;
  readonly mediaSeconds: number;
}

export interface Path {
  readonly appended: readonly Appended[];
  /** By segment and part, `12.3`, in the order of their coming. */
  readonly fetched: ReadonlyMap<string, readonly Fetched[]>;
  readonly timesOf: (rendition: string, part: string) => PartTimes | undefined;
  readonly partsPerSegment: number;
  readonly frameMs: number;
}

/** Half of a frame: media times are rounded. */
const toleranceSeconds = 1 / 60;

/** The last fragment given to the browser that begins at this time, or before. */
function fragmentOf(mediaSeconds: number, appended: readonly Appended[]): Appended | undefined {
  let found: Appended | undefined;
  for (const fragment of appended) {
    const isEarlier = fragment.startSeconds <= mediaSeconds + toleranceSeconds;
    if (isEarlier && fragment.startSeconds >= (found?.startSeconds ?? Number.NEGATIVE_INFINITY)) found = fragment;
  }
  return found;
}

/** Undefined where a part did not come by itself, but with its whole segment. */
export function hopsOf({ captureMs, sentMs, shownMs, mediaSeconds }: Way, path: Path): Hops | undefined {
  const fragment = fragmentOf(mediaSeconds, path.appended);
  if (!fragment) return undefined;
  const index = fragment.sequenceNumber - 1;
  const part = `${Math.floor(index / path.partsPerSegment)}.${index % path.partsPerSegment}`;
  const fetched = path.fetched.get(part)?.findLast(({ hereMs }) => hereMs <= fragment.atMs);
  const rendition = /\/(video\d*)\//.exec(fetched?.url ?? '')?.[1];
  const times = rendition && path.timesOf(rendition, part);
  if (!(fetched && times)) return undefined;
  // What the programme says of the frame, which is when it came to the mixer if it was as quick as the quickest: a frame
  // that was sent late has a hop before it that is longer, and this one is shorter, even less than nothing.
  const atMixerMs = times.captureMs + Math.max(0, mediaSeconds - fragment.startSeconds) * 1000;
  const fullMs = times.captureMs + times.durationMs - path.frameMs + mixDelayMs;
  // The bench's own request may be answered after the player's.
  const thereMs = Math.min(times.announcedMs, fetched.hereMs);
  // A player may ask before: then it waits at the origin, until the part is there.
  const askedMs = Math.max(fetched.askedMs, thereMs);
  const instants = [captureMs, sentMs, atMixerMs, atMixerMs + mixDelayMs, fullMs, thereMs, askedMs];
  const ends = [...instants, fetched.hereMs, shownMs];
  const spans = hopNames.map((name, place) => [name, ((ends[place + 1] ?? 0) - (ends[place] ?? 0)) / 1000]);
  return Object.fromEntries(spans) as Hops;
}
