import type { ScenePerson } from './layout-input.ts';

/** A picture that is away for less than this keeps its tile. */
const holdMs = 1000;

/** When each picture was there last; milliseconds of any clock, by what it is. */
export type LastThere = ReadonlyMap<string, number>;

/** Pictures that went away a moment ago count as there: a flicker must not move everybody's tiles. */
export function steady(
  people: readonly ScenePerson[],
  before: LastThere,
  nowMs: number,
): { people: ScenePerson[]; lastThere: LastThere } {
  const lastThere = new Map<string, number>();
  const isThere = (key: string, now: boolean): boolean => {
    const lastMs = now ? nowMs : before.get(key);
    if (lastMs === undefined || nowMs - lastMs >= holdMs) return false;
    lastThere.set(key, lastMs);
    return true;
  };
  const held = people.map((person) => ({
    ...person,
    hasCamera: isThere(`camera:${person.id}`, person.hasCamera),
    hasScreen: isThere(`screen:${person.id}`, person.hasScreen),
  }));
  return { people: held, lastThere };
}
