import type { ParticipantId, Scene, SceneKind, SlateKind } from '@rostrum/protocol';
import { strings } from '../../strings.ts';

/** A button of the panel: a scene without the people and times that are chosen later. */
export type Choice =
  | { readonly id: Exclude<SceneKind, 'slate'>; readonly shortcut?: string }
  | { readonly id: SlateKind; readonly shortcut?: string };
export type ChoiceId = Choice['id'];

/** In the order of the panel; the first nine have the keys 1 to 9. */
const ids = [
  'auto',
  'grid',
  'speaker',
  'side-by-side',
  'picture-in-picture',
  'share',
  'person',
  'interview',
  'back-soon',
  'starting',
  'thank-you',
] as const satisfies readonly ChoiceId[];

export const choices: readonly Choice[] = ids.map((id, index) => ({
  id,
  ...(index < 9 ? { shortcut: `${index + 1}` } : {}),
}));

/** How many people somebody can choose for a scene. */
export const places: Readonly<Partial<Record<ChoiceId, 1 | 2>>> = {
  speaker: 1,
  person: 1,
  'side-by-side': 2,
  'picture-in-picture': 2,
  interview: 2,
};

const isSlate = (id: ChoiceId): id is SlateKind => Object.hasOwn(strings.scenes.slate, id);

export const choiceOf = (scene: Scene): ChoiceId => (scene.kind === 'slate' ? scene.slate : scene.kind);

export const nameOfChoice = (id: ChoiceId): string =>
  isSlate(id) ? strings.scenes.slate[id] : strings.scenes.scene[id];

/** What is chosen beside the kind. Who is chosen twice counts once. */
export interface Details {
  /** Undefined: whoever the room puts there. */
  readonly people: readonly (ParticipantId | undefined)[];
  /** ISO 8601; undefined without a countdown. */
  readonly until: string | undefined;
}

export const noDetails: Details = { people: [], until: undefined };

export function sceneFor(id: ChoiceId, { people, until }: Details = noDetails): Scene {
  if (isSlate(id)) return { kind: 'slate', slate: id, ...(id === 'starting' && until !== undefined ? { until } : {}) };
  if (id === 'auto' || id === 'grid' || id === 'share') return { kind: id };
  const named = [...new Set(people)].filter((one) => one !== undefined);
  return { kind: id, people: named.slice(0, places[id] ?? 0) };
}

/** What was chosen beside the kind, read back from a scene. */
export const detailsOf = (scene: Scene): Details => ({
  people: 'people' in scene ? scene.people : [],
  until: scene.kind === 'slate' ? scene.until : undefined,
});

export const isSameScene = (a: Scene, b: Scene): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const sorted = (scene: Scene) => Object.entries(scene).sort(([a], [b]) => (a < b ? -1 : 1));
