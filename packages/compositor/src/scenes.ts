import type { Branding, ParticipantId, Scene } from '@rostrum/protocol';
import { centred, down, fit, gapOf, inner } from './box.ts';
import { aboveStrip, grid, largeWithColumn, pair, shareAndPerson } from './grid.ts';
import { hueOf, initials } from './initials.ts';
import type { ScenePerson } from './layout-input.ts';
import type { Cast } from './people.ts';
import type { Box, Size, Tile } from './plan.ts';

/** More would be too small to recognise anybody; the others are heard. */
export const maxTiles = 16;
/** Beside a share. */
export const maxColumn = 6;
/** Below somebody large. */
export const maxStrip = 6;
/** As many are alike; of more the speaker is large, once somebody has spoken. */
const maxAlike = 6;
const insetShare = 0.24;

export interface SceneRoom {
  /** The canvas without the ticker. */
  readonly area: Box;
  readonly canvas: Size;
  readonly cast: Cast;
  readonly spotlight: ParticipantId | null;
  readonly speaker: ParticipantId | null;
  readonly branding: Branding;
}

type TileScene = Exclude<Scene, { kind: 'slate' }>;

/** The tiles of a scene for somebody or more; what it cannot show falls back to `auto`. */
export function tilesOf(scene: TileScene, room: SceneRoom): Tile[] {
  switch (scene.kind) {
    case 'auto':
      return auto(room);
    case 'grid':
      return gridOf(room);
    case 'speaker':
      return speaker(room, scene.people);
    case 'side-by-side':
      return sideBySide(room, scene.people);
    case 'picture-in-picture':
      return pictureInPicture(room, scene.people);
    case 'share':
      return room.cast.sharing ? [shareTile(room.cast.sharing, room.area)] : auto(room);
    case 'person':
      return person(room, scene.people);
    case 'interview':
      return interview(room, scene.people);
  }
}

function auto(room: SceneRoom): Tile[] {
  const { cast, spotlight } = room;
  if (cast.sharing) return shareWithPeople(room, cast.sharing);
  const count = cast.people.length;
  const isLed = count > 2 && cast.people.some(({ id }) => id === spotlight);
  const isCrowd = count > maxAlike && cast.people.some(({ id }) => id === room.speaker);
  return isLed || isCrowd ? speaker(room, []) : gridOf(room);
}

function shareWithPeople(room: SceneRoom, sharing: ScenePerson): Tile[] {
  const beside = room.cast.others(maxColumn);
  const { large, column } = largeWithColumn(beside.length, room.area, room.canvas);
  return [shareTile(sharing, large), ...personTiles(room, beside, column)];
}

function gridOf(room: SceneRoom): Tile[] {
  const { sharing } = room.cast;
  const people = room.cast.others(sharing ? maxTiles - 1 : maxTiles);
  const boxes = grid(people.length + (sharing ? 1 : 0), room.area, room.canvas);
  const [first = room.area, ...rest] = boxes;
  return sharing ? [shareTile(sharing, first), ...personTiles(room, people, rest)] : personTiles(room, people, boxes);
}

function speaker(room: SceneRoom, chosen: readonly ParticipantId[]): Tile[] {
  const large = room.cast.inFront(1, chosen);
  const others = room.cast.others(maxStrip, large);
  if (others.length === 0) return personTiles(room, large, [room.area]);
  const { above, strip } = aboveStrip(others.length, room.area, room.canvas);
  const edge = gapOf(room.canvas);
  return personTiles(room, [...large, ...others], [centred(fit(inner(above, edge)), inner(above, edge)), ...strip]);
}

function sideBySide(room: SceneRoom, chosen: readonly ParticipantId[]): Tile[] {
  const { cast, area, canvas } = room;
  const people = cast.inFront(2, chosen);
  const areChosen = people.length === 2 && people.every(({ id }) => chosen.includes(id));
  if (cast.sharing && !areChosen) {
    const boxes = shareAndPerson(area, canvas);
    return [shareTile(cast.sharing, boxes.share), ...personTiles(room, people.slice(0, 1), [boxes.person])];
  }
  if (people.length < 2) return personTiles(room, people, [area]);
  // Whom the host has not placed keeps their side, whoever of the two speaks.
  const placed = chosen.length > 0 ? people : cast.people.filter((one) => people.includes(one));
  return personTiles(room, placed, pair(area, canvas));
}

function pictureInPicture(room: SceneRoom, chosen: readonly ParticipantId[]): Tile[] {
  const { cast, area, canvas } = room;
  const [first, second] = cast.inFront(2, chosen);
  const corner = cast.sharing ? first : second;
  const large = cast.sharing ? [shareTile(cast.sharing, area)] : personTiles(room, first ? [first] : [], [area]);
  if (!corner) return large;
  const size = fit({ width: canvas.width * insetShare, height: area.height / 2 });
  const edge = gapOf(canvas) * 2;
  const box = {
    x: down(area.x + area.width - size.width - edge, 2),
    y: down(area.y + area.height - size.height - edge, 2),
    ...size,
  };
  const inset = personTiles(room, [corner], [box]).map((tile) => ({ ...tile, isInset: true }));
  return [...large, ...inset].map((tile) => ({ ...tile, isAccented: false }));
}

const person = (room: SceneRoom, chosen: readonly ParticipantId[]): Tile[] =>
  personTiles(room, room.cast.inFront(1, chosen), [room.area]);

function interview(room: SceneRoom, chosen: readonly ParticipantId[]): Tile[] {
  const two = room.cast.inFront(2, chosen);
  const others = room.cast.others(maxStrip, two);
  if (two.length < 2 || others.length === 0)
    return sideBySide(
      room,
      two.map(({ id }) => id),
    );
  const { above, strip } = aboveStrip(others.length, room.area, room.canvas);
  return personTiles(room, [...two, ...others], [...pair(above, room.canvas), ...strip]);
}

/** A share has no name on it: it would cover what is shown. */
const shareTile = ({ id }: ScenePerson, box: Box): Tile => ({
  ...box,
  key: `screen:${id}`,
  content: { kind: 'video', participantId: id, source: 'screen' },
  label: null,
  isInset: false,
  isAccented: false,
});

function personTiles(room: SceneRoom, people: readonly ScenePerson[], boxes: readonly Box[]): Tile[] {
  return people.flatMap((shown, index): Tile[] => {
    const box = boxes[index];
    if (!box) return [];
    const { id, name, title = '', muted, hasCamera } = shown;
    return [
      {
        ...box,
        key: `${hasCamera ? 'camera' : 'card'}:${id}`,
        content: hasCamera
          ? { kind: 'video', participantId: id, source: 'camera' }
          : { kind: 'card', participantId: id, initials: initials(name), hue: hueOf(id) },
        label: room.branding.nameLabels ? { text: name, title, muted } : null,
        isInset: false,
        isAccented: room.speaker === id && room.cast.people.length > 1 && box !== room.area,
      },
    ];
  });
}
