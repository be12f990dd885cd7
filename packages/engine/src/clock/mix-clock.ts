import { setTimeout as wait } from 'node:timers/promises';

/** The time by which a programme runs. */
export interface MixClock {
  /** Milliseconds since 1970; never goes back. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** Wall clock that never steps back while the process runs, milliseconds since 1970. */
export const wallClockMs = (): number => performance.timeOrigin + performance.now();

export const realTime: MixClock = {
  now: wallClockMs,
  wait: async (ms) => {
    await wait(ms);
  },
};
