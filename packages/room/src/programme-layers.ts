import { layout, type ScenePerson, tileHeights } from '@rostrum/compositor';
import { spatialLayerFor, topSpatialLayer } from './layer-ladder.ts';
import type { Member, RoomRecord } from './room-record.ts';
import { programmeMembers } from './views.ts';

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/** Of the overlays of a look, none moves a tile. */
const slate = { title: '', message: '' };

/**
 * The simulcast layer of each producer that the mixer asks for, by producer id: of cameras, the one next above the lines
 * that the plan shows of it, and the lowest for who is not in the picture. Screens are wanted whole.
 */
export function programmeLayers(
  record: RoomRecord,
  canvas: CanvasSize = { width: 1280, height: 720 },
): ReadonlyMap<string, number> {
  const members = programmeMembers(record);
  const { production, speaker } = record;
  const heights = tileHeights(layout({ ...canvas, people: members.map(scenePerson), slate, production, speaker }));
  const producers = members.flatMap((member) =>
    member.producers.map((producer) => ({ ...producer, owner: member.id })),
  );
  return new Map(
    producers.map((producer) => [
      producer.producerId,
      producer.source === 'camera' ? spatialLayerFor(heights.get(producer.owner) ?? 0, producer) : topSpatialLayer,
    ]),
  );
}

/**
 * The layer of each camera that its track is made of, by producer id: the best one. Only of those that send several: what
 * the programme gets of all others is the whole, and is kept. Empty when no tracks are kept.
 */
export function trackLayers(record: RoomRecord): ReadonlyMap<string, number> {
  if (record.phase.name !== 'live' || !record.phase.recordsTracks) return new Map();
  const producers = programmeMembers(record).flatMap((member) => member.producers);
  const layered = producers.filter(({ source, layers }) => source === 'camera' && layers > 1);
  return new Map(layered.map(({ producerId, layers }) => [producerId, layers - 1]));
}

function scenePerson({ id, name, producers }: Member): ScenePerson {
  const sends = (source: string) => producers.some((producer) => producer.source === source && !producer.paused);
  return { id, name, hasCamera: sends('camera'), hasScreen: sends('screen'), muted: !sends('microphone') };
}
