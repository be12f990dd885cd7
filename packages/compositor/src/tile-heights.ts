import type { ParticipantId } from '@rostrum/protocol';
import type { Plan } from './plan.ts';

const landscape = 16 / 9;

/**
 * How many lines of each camera the plan shows, before cutting: a tile that is wider than 16:9 needs more than its own
 * height. Who is not in it is not seen. A card counts as the camera that may come in its place.
 */
export function tileHeights(plan: Plan): ReadonlyMap<ParticipantId, number> {
  const heights = new Map<ParticipantId, number>();
  if (plan.kind !== 'tiles') return heights;
  for (const { content, width, height } of plan.tiles) {
    if (content.kind === 'video' && content.source === 'screen') continue;
    heights.set(content.participantId, Math.max(height, Math.round(width / landscape)));
  }
  return heights;
}
