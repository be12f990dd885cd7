import type { CaptionName } from './caption-name.ts';
import type { PlacedCue } from './cue-log.ts';
import type { PartStore } from './part-store.ts';
import { durationOf, type PartIdentity } from './segment.ts';
import { type VttCue, writeWebVtt } from './web-vtt.ts';

/** What a file of captions is about. */
interface Period {
  readonly epoch: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The last part that it stands for; cues of later places are not in it. */
  readonly last: PartIdentity;
}

/** When an epoch begins, and which cues are its own: those that start after the end of the epoch before. */
interface EpochStart {
  readonly startMs: number;
  readonly ownFromMs: number;
}

/**
 * One file of captions, made out of the cues and the times of the media: "Each WebVTT Segment MUST contain all subtitle cues
 * that are intended to be displayed during the period" (RFC 8216bis §3.1.4). Undefined for one that is not published.
 * @param store of the rendition that the captions follow
 */
export function captionFile(name: CaptionName, store: PartStore, cues: readonly PlacedCue[]): string | undefined {
  const period = periodOf(name, store);
  if (!period) return undefined;
  const epoch = epochStart(period.epoch, store);
  const shown: VttCue[] = [];
  for (const [index, cue] of cues.entries()) {
    const time = name.kind === 'replay' ? cue : cue.shown;
    if (!time || (name.kind !== 'replay' && isAfter(cue.place, period.last))) continue;
    // A cue of an epoch is in no file of the next: its player goes on showing it, and would show it twice.
    if (time.startMs < epoch.ownFromMs || time.startMs >= period.endMs || time.endMs <= period.startMs) continue;
    shown.push({
      id: index + 1,
      startSeconds: (time.startMs - epoch.startMs) / 1000,
      endSeconds: (time.endMs - epoch.startMs) / 1000,
      text: cue.text,
    });
  }
  return writeWebVtt(shown);
}

/** Whether the media that a file goes with is there. */
export const isPublished = (name: CaptionName, store: PartStore): boolean => periodOf(name, store) !== undefined;

function periodOf(name: CaptionName, store: PartStore): Period | undefined {
  const { epoch, msn } = name;
  const isOpen = store.open?.epoch === epoch && store.open.msn === msn;
  const segment = isOpen ? store.open : store.segment(epoch, msn);
  if (!segment || ('isGap' in segment && segment.isGap)) return undefined;
  const parts = ('partFacts' in segment ? segment.partFacts : undefined) ?? segment.parts;
  const startMs = segment.programDateTimeMs;
  if (name.kind === 'part') {
    const part = parts[name.part];
    if (!part) return undefined;
    const beginMs = startMs + durationOf(parts.slice(0, name.part)) * 1000;
    return {
      epoch,
      startMs: beginMs,
      endMs: beginMs + part.durationSeconds * 1000,
      last: { epoch, msn, part: name.part },
    };
  }
  if (!('durationSeconds' in segment)) return undefined; // It is still being written.
  const endMs = startMs + segment.durationSeconds * 1000;
  return { epoch, startMs, endMs, last: { epoch, msn, part: Number.MAX_SAFE_INTEGER } };
}

function epochStart(epoch: number, { segments, open }: PartStore): EpochStart {
  const place = segments.findIndex((segment) => segment.epoch === epoch);
  const first = place < 0 ? open : segments[place];
  const before = segments[(place < 0 ? segments.length : place) - 1];
  return {
    startMs: first?.programDateTimeMs ?? 0,
    ownFromMs: before ? before.programDateTimeMs + before.durationSeconds * 1000 : Number.NEGATIVE_INFINITY,
  };
}

const isAfter = (a: PartIdentity, b: PartIdentity): boolean =>
  a.epoch - b.epoch > 0 || (a.epoch === b.epoch && (a.msn > b.msn || (a.msn === b.msn && a.part > b.part)));
