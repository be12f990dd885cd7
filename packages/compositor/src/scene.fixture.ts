import { defaultBranding, defaultProduction, type ParticipantId, type Production, type Scene } from '@rostrum/protocol';
import type { LayoutInput, ScenePerson } from './layout-input.ts';
import type { Size } from './plan.ts';

export const idOf = (index: number) => `u_${index}` as ParticipantId;

export const personOf = (index: number, more: Partial<ScenePerson> = {}): ScenePerson => ({
  id: idOf(index),
  name: `Person ${index}`,
  title: '',
  hasCamera: true,
  hasScreen: false,
  muted: false,
  ...more,
});

export const peopleOf = (count: number): ScenePerson[] => Array.from({ length: count }, (_, index) => personOf(index));

/** What a host has directed, on a canvas of 720 lines. */
export const inputOf = (
  people: readonly ScenePerson[],
  { speaker = null, ...production }: Partial<Production> & { speaker?: ParticipantId | null } = {},
): LayoutInput & { production: Production } => ({
  width: 1280,
  height: 720,
  people,
  slate: { title: 'Talk', message: 'Soon' },
  production: { ...defaultProduction, ...production },
  branding: defaultBranding,
  speaker,
});

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const canvases: [Size, ...Size[]] = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 640, height: 360 },
  { width: 854, height: 480 },
];

/** Anything that a host may direct with anybody there. */
export function anyInput(random: () => number): LayoutInput & { production: Production } {
  const below = (limit: number) => Math.floor(random() * limit);
  const one = <T>(of: readonly [T, ...T[]]): T => of[below(of.length)] ?? of[0];
  const chance = (share: number) => random() < share;
  const count = below(one([3, 8, 24]));
  const someIds = (most: number) => [...new Set(Array.from({ length: below(most + 1) }, () => idOf(below(count + 2))))];
  const scenes: [Scene, ...Scene[]] = [
    { kind: 'auto' },
    { kind: 'grid' },
    { kind: 'speaker', people: someIds(1) },
    { kind: 'side-by-side', people: someIds(2) },
    { kind: 'picture-in-picture', people: someIds(2) },
    { kind: 'share' },
    { kind: 'person', people: someIds(1) },
    { kind: 'interview', people: someIds(2) },
    { kind: 'slate', slate: one(['starting', 'back-soon', 'thank-you']) },
  ];
  const people = Array.from({ length: count }, (_, index) =>
    personOf(index, { hasCamera: chance(0.7), hasScreen: chance(0.15), muted: chance(0.3) }),
  );
  const input = inputOf(people, {
    scene: one(scenes),
    spotlight: chance(0.3) ? idOf(below(count + 1)) : null,
    hidden: chance(0.3) ? someIds(3) : [],
    order: chance(0.3) ? someIds(5) : [],
    lowerThird: chance(0.2) ? { name: 'Ada', title: 'Countess' } : null,
    ticker: chance(0.3) ? 'News' : null,
    speaker: chance(0.5) ? idOf(below(count + 1)) : null,
  });
  return { ...input, ...one(canvases) };
}
