import type { Chapter, SlateKind, TimelineEntry, TimelineState } from '@rostrum/protocol';
import { timelineStretches } from '@rostrum/room';

export interface ChapterFacts {
  /** Program date time of the recording's first picture, milliseconds since 1970. */
  readonly startMs: number;
  readonly durationSeconds: number;
}

/** Something that has a name from here on. A host's marker is one in any case; what follows from a state must last. */
interface Turn {
  readonly startSeconds: number;
  readonly title: string;
  readonly isMarker: boolean;
}

/** What lasts less is part of what came before. */
const minSeconds = 20;
/** A marker this close to a change is about that change. */
const nearSeconds = 8;
const maxChapters = 100;

/**
 * The chapters of a recording, from what was decided while it was live: a host's markers, slates, shared screens, and
 * who spoke for a while. None for a recording that would have a single one.
 */
export function chaptersOf(entries: readonly TimelineEntry[], { startMs, durationSeconds }: ChapterFacts): Chapter[] {
  const at = (ms: number) => Math.max(0, (ms - startMs) / 1000);
  const within = ({ startSeconds }: Turn) => startSeconds < durationSeconds - 1;
  const markers = markersOf(entries).map(({ atMs, title }) => ({ startSeconds: at(atMs), title, isMarker: true }));
  const states = timelineStretches(entries)
    .flatMap(({ fromMs, state }) => {
      const title = titleOf(state);
      return title === undefined ? [] : [{ startSeconds: at(fromMs), title, isMarker: false }];
    })
    // Of what was decided before the first picture only the last counts.
    .filter(({ startSeconds }, index, all) => startSeconds > 0 || !(all[index + 1]?.startSeconds === 0));
  const changes = lasting(merged(states), durationSeconds);
  const kept = changes.filter(
    ({ startSeconds }) => !markers.some((marker) => Math.abs(marker.startSeconds - startSeconds) < nearSeconds),
  );
  const turns = [...markers, ...kept].filter(within).sort((a, b) => a.startSeconds - b.startSeconds);
  const limited = turns.length > maxChapters && markers.length > 0 ? markers.filter(within) : turns;
  return withBeginning(limited.slice(0, maxChapters));
}

function markersOf(entries: readonly TimelineEntry[]): { atMs: number; title: string }[] {
  let unnamed = 0;
  return entries.flatMap(({ atMs, event }) => {
    if (event.type !== 'marker') return [];
    const label = event.label.trim();
    if (label === '') unnamed += 1;
    return [{ atMs, title: label || `Marker ${unnamed}` }];
  });
}

/** What a viewer would call it; undefined where nothing new can be said. */
function titleOf({ people, speaker, production: { scene } }: TimelineState): string | undefined {
  if (scene.kind === 'slate') return slateNames[scene.slate];
  const onStage = people.filter(({ place }) => place === 'stage');
  const sharing = onStage.find(({ sources }) => sources.some(({ source }) => source === 'screen'));
  if (sharing && scene.kind !== 'person') return `Screen of ${sharing.name}`;
  return onStage.find(({ id }) => id === speaker)?.name;
}

const slateNames: Readonly<Record<SlateKind, string>> = {
  starting: 'Opening',
  'back-soon': 'Break',
  'thank-you': 'Closing',
};

const merged = (turns: readonly Turn[]): Turn[] =>
  turns.filter(({ title }, index) => title !== turns[index - 1]?.title);

/** Those that last; a name that comes back after a short interruption goes on. */
function lasting(turns: readonly Turn[], durationSeconds: number): Turn[] {
  const long = turns.filter(
    ({ startSeconds }, index) => (turns[index + 1]?.startSeconds ?? durationSeconds) - startSeconds >= minSeconds,
  );
  return merged(long);
}

function withBeginning(turns: readonly Turn[]): Chapter[] {
  const [first] = turns;
  if (!first) return [];
  const rest = turns.map(({ startSeconds, title }) => ({ startSeconds, title }));
  const all =
    first.startSeconds < (first.isMarker ? 1 : minSeconds)
      ? [{ startSeconds: 0, title: first.title }, ...rest.slice(1)]
      : [{ startSeconds: 0, title: 'Beginning' }, ...rest];
  return all.length > 1 ? all : [];
}
