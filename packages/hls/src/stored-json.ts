import { type Announcement, Fault } from '@rostrum/protocol';
import type { PlacedCue } from './cue-log.ts';
import type { ProgrammeStorage } from './programme-storage.ts';
import type { SegmentFacts } from './segment.ts';

/** A mixer's announcement as it is kept. */
export interface StoredAnnouncement {
  readonly announcement: Announcement;
  /** The number of the epoch's first segment. */
  readonly nextMsn: number;
}

const encoder = new TextEncoder();
export const toJson = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/** @returns undefined when there is nothing at the key. @throws Fault MEDIA_UNREADABLE when it is no JSON */
export async function readJson(storage: ProgrammeStorage, key: string): Promise<unknown> {
  const bytes = await storage.readWhole(key).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Fault('MEDIA_UNREADABLE', { detail: key, cause });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A page of the index as it was written. @throws Fault MEDIA_UNREADABLE */
export function asIndexPage(value: unknown, key: string): SegmentFacts[] {
  const segments = isObject(value) ? value.segments : undefined;
  const isFacts = (facts: unknown): facts is SegmentFacts =>
    isObject(facts) &&
    [facts.epoch, facts.msn, facts.durationSeconds, facts.programDateTimeMs, facts.sizeBytes].every(Number.isFinite);
  if (!Array.isArray(segments) || !segments.every(isFacts)) throw new Fault('MEDIA_UNREADABLE', { detail: key });
  return segments;
}

/** @throws Fault MEDIA_UNREADABLE */
export function asStoredAnnouncement(value: unknown, key: string): StoredAnnouncement {
  const announcement = isObject(value) && isObject(value.announcement) ? value.announcement : undefined;
  const isOurs =
    isObject(value) &&
    Number.isInteger(value.nextMsn) &&
    Number.isInteger(announcement?.epoch) &&
    Array.isArray(announcement?.renditions);
  if (!isOurs) throw new Fault('MEDIA_UNREADABLE', { detail: key });
  return value as unknown as StoredAnnouncement;
}

/** A page of captions as it was written. @throws Fault MEDIA_UNREADABLE */
export function asCuePage(value: unknown, key: string): PlacedCue[] {
  const cues = isObject(value) ? value.cues : undefined;
  const isCue = (cue: unknown): cue is PlacedCue =>
    isObject(cue) &&
    [cue.startMs, cue.endMs].every(Number.isFinite) &&
    typeof cue.text === 'string' &&
    isObject(cue.place) &&
    (cue.shown === null || isObject(cue.shown));
  if (!Array.isArray(cues) || !cues.every(isCue)) throw new Fault('MEDIA_UNREADABLE', { detail: key });
  return cues;
}
