import {
  type Canvas,
  Fault,
  type ParticipantId,
  type ProgrammeState,
  type RenderOptions,
  type TimelineEntry,
  type TimelinePerson,
  type TimelineState,
} from '@rostrum/protocol';
import { withoutPerson } from '../production.ts';
import { timelineStretches } from './read-timeline.ts';

export interface RenderPlanInput {
  readonly entries: readonly TimelineEntry[];
  /** The programme's beginning and end, program date time, milliseconds since 1970. */
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly title: string;
  readonly frameRate: Canvas['frameRate'];
  readonly options: RenderOptions;
}

export interface RenderCue {
  readonly atMs: number;
  readonly state: ProgrammeState;
  /** Who sends what. */
  readonly people: readonly TimelinePerson[];
}

/** What is to be made, as data. */
export interface RenderPlan {
  readonly canvas: Canvas;
  /** The title card is before what is rendered, so it may begin before the programme did. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly cues: readonly [RenderCue, ...RenderCue[]];
}

const defaultHeight = 1080;

/**
 * The decisions of a timeline with other choices put over them. The same input gives the same plan.
 * @throws Fault FIELD_INVALID when nothing of the programme is wanted
 */
export function renderPlan({ entries, span, title, frameRate, options }: RenderPlanInput): RenderPlan {
  const { height = defaultHeight, from = 0, to, titleCard } = options;
  const startMs = span.fromMs + from * 1000;
  const toMs = Math.min(span.toMs, to === undefined ? span.toMs : span.fromMs + to * 1000);
  if (toMs <= startMs) throw new Fault('FIELD_INVALID', { publicMessage: 'The end has to come after the beginning.' });
  const slate = { title, message: '' };
  const cues = timelineStretches(entries).map(
    ({ fromMs, state }, index): RenderCue => cue(fromMs, state, { slate, revision: index + 1, options }),
  );
  // What holds at the beginning, however long before it was decided.
  const current = cues.findLast(({ atMs }) => atMs <= startMs) ?? cues[0];
  if (!current) throw new Fault('RECORDING_EMPTY', { detail: 'the programme has no timeline' });
  const first = { ...current, atMs: startMs };
  const later = cues.filter(({ atMs }) => atMs > startMs && atMs < toMs);
  const canvas = { width: (height * 16) / 9, height, frameRate };
  if (!titleCard) return { canvas, fromMs: startMs, toMs, cues: [first, ...later] };
  const card = { ...cardCue(first, titleCard), atMs: startMs - titleCard.seconds * 1000 };
  return { canvas, fromMs: card.atMs, toMs, cues: [card, first, ...later] };
}

interface CueFacts {
  readonly slate: ProgrammeState['slate'];
  readonly revision: number;
  readonly options: RenderOptions;
}

function cue(atMs: number, state: TimelineState, { slate, revision, options }: CueFacts): RenderCue {
  const { without = [], scene } = options;
  const isOut = (id: ParticipantId) => without.includes(id);
  const people = state.people.filter(({ id, place }) => place === 'stage' && !isOut(id));
  const production = without.reduce(withoutPerson, state.production);
  const lowerThird = state.people.some(({ id, name }) => isOut(id) && name === production.lowerThird?.name)
    ? null
    : production.lowerThird;
  return {
    atMs,
    people,
    state: {
      revision,
      participants: people.map(({ id, name, title }) => ({ id, name, title })),
      slate,
      production: { ...production, lowerThird, ...(scene ? { scene } : {}) },
      branding: state.branding,
      speaker: state.speaker !== null && isOut(state.speaker) ? null : state.speaker,
    },
  };
}

/** Nobody is there, so the slate is shown. */
function cardCue({ state }: RenderCue, { title, message = '' }: NonNullable<RenderOptions['titleCard']>): RenderCue {
  const production = { ...state.production, scene: { kind: 'auto' } as const, ticker: null, lowerThird: null };
  return {
    atMs: 0,
    people: [],
    state: { ...state, revision: 0, participants: [], slate: { title, message }, production, speaker: null },
  };
}
