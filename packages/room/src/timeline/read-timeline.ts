import { Fault, TimelineChunkSchema, type TimelineEntry, type TimelineState } from '@rostrum/protocol';
import { Value } from 'typebox/value';
import { emptyTimelineState, nextTimelineState } from './timeline-state.ts';

/** What reading a timeline asks of a storage; packages/storage has it. */
export interface TimelineStorage {
  readWhole(key: string): Promise<Uint8Array>;
  list(prefix: string): Promise<string[]>;
}

/**
 * Where a programme's timeline is in storage: objects of up to `entriesPerChunk` entries, named so that they sort by
 * time. Each process that has owned the room writes objects of its own and never touches another's.
 *
 *     programmes/{programmeId}/timeline/{atMs of its first entry}-{writer}.json
 */
export const timelineFolder = (programmeId: string): string => `programmes/${programmeId}/timeline`;

export const timelineKey = (programmeId: string, { atMs, writer }: { atMs: number; writer: string }): string =>
  `${timelineFolder(programmeId)}/${String(atMs).padStart(15, '0')}-${writer}.json`;

export const entriesPerChunk = 200;

/**
 * All entries of a programme's timeline, in the order of their time, each once; none for a programme that has no
 * timeline. Valid while the programme runs, too: what was answered to a host is there.
 * @throws Fault STORAGE_UNAVAILABLE, MEDIA_UNREADABLE
 */
export async function readTimeline(storage: TimelineStorage, programmeId: string): Promise<TimelineEntry[]> {
  const keys = (await storage.list(timelineFolder(programmeId))).filter((key) => key.endsWith('.json')).sort();
  const entries = new Map<string, TimelineEntry>();
  for (const key of keys) {
    for (const entry of readChunk(await storage.readWhole(key), key)) {
      if (!entries.has(entry.id)) entries.set(entry.id, entry);
    }
  }
  // Stable: entries of one moment stay in the order in which they were written.
  return [...entries.values()].sort((a, b) => a.atMs - b.atMs);
}

function readChunk(bytes: Uint8Array, key: string): TimelineEntry[] {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Value.Check(TimelineChunkSchema, value)) return value.entries;
  } catch (cause) {
    throw new Fault('MEDIA_UNREADABLE', { detail: key, cause });
  }
  throw new Fault('MEDIA_UNREADABLE', { detail: key });
}

/** A stretch of the programme in which nothing was decided. */
export interface TimelineStretch {
  readonly fromMs: number;
  readonly state: TimelineState;
}

/** The states that the entries lead through, each with the program date time from which it holds. */
export function timelineStretches(entries: readonly TimelineEntry[]): TimelineStretch[] {
  const stretches: TimelineStretch[] = [];
  let state = emptyTimelineState;
  for (const { atMs, event } of entries) {
    const next = nextTimelineState(state, event);
    if (next === state) continue;
    state = next;
    if (stretches.at(-1)?.fromMs === atMs) stretches.pop();
    stretches.push({ fromMs: atMs, state });
  }
  return stretches;
}
