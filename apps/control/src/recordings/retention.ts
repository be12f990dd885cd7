import type { RecordingId, RetentionRule } from '@rostrum/protocol';

/** What the rule looks at of a recording that is made and not in the bin. */
export interface KeptRecording {
  readonly id: RecordingId;
  readonly createdAtMs: number;
  /** What storage has of it, with its programme. */
  readonly bytes: number;
}

const dayMs = 24 * 3600 * 1000;

/** The recordings that a rule no longer keeps, oldest first. */
export function pastRetention(
  recordings: readonly KeptRecording[],
  { days = Infinity, count = Infinity, bytes = Infinity }: RetentionRule,
  nowMs: number,
): RecordingId[] {
  const newestFirst = recordings.toSorted((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? -1 : 1));
  let sum = 0;
  const isKept = newestFirst.map((one, place) => {
    sum += one.bytes;
    const isWithinBytes = sum <= bytes || place === 0;
    return place < count && isWithinBytes && nowMs - one.createdAtMs <= days * dayMs;
  });
  return newestFirst
    .filter((_, place) => !isKept[place])
    .reverse()
    .map(({ id }) => id);
}
