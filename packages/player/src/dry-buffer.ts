export interface BufferReading {
  /** The picture stands because the browser says that it lacks data; not paused, not on the way to another position. */
  readonly isDry: boolean;
  /** What is buffered ahead of the playhead, in seconds. */
  readonly bufferedSeconds: number;
  /** In ms on the clock of the caller. */
  readonly nowMs: number;
}

export interface DryState {
  /** Since when there is enough to go on with, and yet nothing moves. */
  readonly enoughSinceMs: number | undefined;
  readonly jumpedAtMs: number;
}

export const notDry: DryState = { enoughSinceMs: undefined, jumpedAtMs: Number.NEGATIVE_INFINITY };

/** One part. A browser that begins asks for 0.2 s. */
const enoughSeconds = 0.33;
/** It goes on by itself when it can. */
const patienceMs = 150;
/** A jump takes its time, and a second one would begin that anew. */
const betweenMs = 1000;

/**
 * Whether a jump to where the playhead is should end a stall. Each time that its sound runs dry, Chromium asks for twice
 * as much before it goes on, up to three seconds, which a programme near its live edge does not have; a jump makes it
 * forget.
 */
export function afterDry(state: DryState, reading: BufferReading): { state: DryState; jump: boolean } {
  const { isDry, bufferedSeconds, nowMs } = reading;
  if (!isDry || bufferedSeconds < enoughSeconds) return { state: { ...state, enoughSinceMs: undefined }, jump: false };
  const enoughSinceMs = state.enoughSinceMs ?? nowMs;
  const jump = nowMs - enoughSinceMs >= patienceMs && nowMs - state.jumpedAtMs >= betweenMs;
  return { state: { enoughSinceMs, jumpedAtMs: jump ? nowMs : state.jumpedAtMs }, jump };
}
