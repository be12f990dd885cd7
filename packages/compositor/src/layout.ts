import { grid, screenWithColumn } from './grid.ts';
import { hueOf, initials } from './initials.ts';
import type { Box, Plan, Tile } from './plan.ts';
import type { Scene, ScenePerson } from './scene.ts';

/** More would be too small to recognise anybody; the others are heard. */
export const maxTiles = 16;
/** Beside a screen. */
export const maxColumn = 9;

/** Lays out a scene: a screen big with people beside it, a grid of people, or the slate when nobody is there. */
export function layout(scene: Scene): Plan {
  const { people, slate } = scene;
  if (people.length === 0) return { kind: 'slate', ...slate };
  // The newest share wins the big tile.
  const sharing = people.findLast((person) => person.hasScreen);
  if (!sharing) {
    const shown = people.slice(0, maxTiles);
    const boxes = grid(shown.length, scene);
    return { kind: 'tiles', tiles: shown.map((person, index) => personTile(person, boxes[index] as Box)) };
  }
  const shown = people.slice(0, maxColumn);
  const { screen, column } = screenWithColumn(shown.length, scene);
  return {
    kind: 'tiles',
    tiles: [screenTile(sharing, screen), ...shown.map((person, index) => personTile(person, column[index] as Box))],
  };
}

function screenTile({ id, name }: ScenePerson, box: Box): Tile {
  return {
    ...box,
    key: `screen:${id}`,
    content: { kind: 'video', participantId: id, source: 'screen' },
    label: { text: name, muted: false },
  };
}

function personTile({ id, name, hasCamera, muted }: ScenePerson, box: Box): Tile {
  const label = { text: name, muted };
  return hasCamera
    ? { ...box, key: `camera:${id}`, content: { kind: 'video', participantId: id, source: 'camera' }, label }
    : { ...box, key: `card:${id}`, content: { kind: 'card', initials: initials(name), hue: hueOf(id) }, label };
}
