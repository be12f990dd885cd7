import type { EpochMaterial, ProgrammeMaterial } from '@rostrum/hls';

/** What one mixer broadcast: a file's worth of each track, all on the mixer's own clock. */
export interface EpochTracks {
  readonly epoch: number;
  /** Video first. */
  readonly tracks: readonly EpochMaterial[];
  /** Wall clock of its first picture, milliseconds since 1970. */
  readonly startMs: number;
}

/**
 * The material that goes into a recording: of each kind the rendition that was announced first, which is the best. An
 * epoch of which not every track has a segment is left out: its mixer lived for less than a segment.
 */
export function recordedEpochs({ renditions }: ProgrammeMaterial): EpochTracks[] {
  const chosen = (['video', 'audio'] as const).flatMap((kind) => {
    const best = renditions.find((one) => one.kind === kind && one.epochs.some(hasSegments));
    return best ? [best] : [];
  });
  const numbers = new Set(chosen.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)));
  return [...numbers]
    .sort((a, b) => a - b)
    .flatMap((epoch) => {
      const tracks = chosen.flatMap(({ epochs }) => epochs.filter((one) => one.epoch === epoch && hasSegments(one)));
      const startMs = tracks[0]?.segments[0]?.programDateTimeMs;
      return tracks.length === chosen.length && startMs !== undefined ? [{ epoch, tracks, startMs }] : [];
    });
}

const hasSegments = ({ segments }: EpochMaterial): boolean => segments.length > 0;

/** A longer gap between two epochs tells of clocks that differ, not of time that passed. */
const maxGapSeconds = 60;
/** Less than a frame is rounding. */
const minGapSeconds = 0.03;

/**
 * From the beginning of an epoch to that of the next, in seconds. The gap in which no mixer ran is kept, with the last
 * picture and silence: a time in the recording is the time since the programme began.
 */
export function spanSeconds({ startMs, nextStartMs, durationSeconds }: SpanFacts): number {
  const gapSeconds = (nextStartMs - startMs) / 1000 - durationSeconds;
  return gapSeconds > minGapSeconds && gapSeconds <= maxGapSeconds ? durationSeconds + gapSeconds : durationSeconds;
}

export interface SpanFacts {
  readonly startMs: number;
  readonly nextStartMs: number;
  /** Of what was broadcast in it. */
  readonly durationSeconds: number;
}
