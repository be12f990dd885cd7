import { longestPauseMs, type StageDiary } from '../../support/stage-diary.ts';

/** What one person's page missed of another person after something died, in seconds. */
export interface Gap {
  readonly who: string;
  readonly of: string;
  readonly picture: number;
  readonly sound: number;
}

export interface Watching {
  readonly who: string;
  readonly diary: StageDiary;
}

/** Names by participant id. */
export type Names = ReadonlyMap<string, string>;

/**
 * The longest time in which no new frame of somebody was shown, and in which they were not heard, while everybody moves and
 * sounds all the time. Frames come every 67 ms, so that is the least.
 */
export function gapsOf(watching: readonly Watching[], names: Names, [fromMs, toMs]: readonly [number, number]): Gap[] {
  return watching.flatMap(({ who, diary }) =>
    [...names].flatMap(([id, of]) => {
      if (of === who) return [];
      const pause = (times: readonly number[] = []) => longestPauseMs(times, fromMs, toMs) / 1000;
      return [{ who, of, picture: pause(diary.frames[of]), sound: pause(diary.loud[id]) }];
    }),
  );
}
