import type { Fault } from '@rostrum/protocol';

/** Where a person stands with the stage. */
export type StagePhase =
  | { readonly name: 'connecting' }
  /** Known to the room, not on stage: a presenter's lobby, a viewer's audience. */
  | { readonly name: 'lobby'; readonly problem?: Fault }
  | { readonly name: 'joining'; readonly personName: string }
  /** `restoring`: the media is being opened anew, by itself. */
  | { readonly name: 'on-stage'; readonly personName: string; readonly media: 'flowing' | 'restoring' }
  | { readonly name: 'left' }
  /** Joined from another tab or device. */
  | { readonly name: 'replaced' }
  | { readonly name: 'refused'; readonly fault: Fault };

export type StageEvent =
  | { readonly type: 'greeted'; readonly resumed: boolean }
  | { readonly type: 'join-asked'; readonly personName: string }
  | { readonly type: 'joined' }
  | { readonly type: 'join-failed'; readonly fault: Fault }
  | { readonly type: 'media-lost' }
  /** Back in the audience, on the same page: by a host, or by themselves. */
  | { readonly type: 'demoted' }
  | { readonly type: 'left' }
  | { readonly type: 'replaced' }
  | { readonly type: 'refused'; readonly fault: Fault };

const isOver = (phase: StagePhase): boolean =>
  phase.name === 'left' || phase.name === 'replaced' || phase.name === 'refused';

/** The phase after an event. An event that does not belong to a phase leaves it as it is. */
export function nextStagePhase(phase: StagePhase, event: StageEvent): StagePhase {
  if (isOver(phase)) return phase;
  switch (event.type) {
    case 'greeted':
      if (phase.name === 'connecting') return { name: 'lobby' };
      return phase.name === 'on-stage' && !event.resumed ? { ...phase, media: 'restoring' } : phase;
    case 'join-asked':
      return phase.name === 'lobby' ? { name: 'joining', personName: event.personName } : phase;
    case 'joined':
      return phase.name === 'joining' || phase.name === 'on-stage'
        ? { name: 'on-stage', personName: phase.personName, media: 'flowing' }
        : phase;
    case 'join-failed':
      if (phase.name === 'joining') return { name: 'lobby', problem: event.fault };
      // A rejoin that can succeed later goes on by itself; one that cannot (the webinar ended) is over.
      if (phase.name === 'on-stage' && !event.fault.kind.retry) return { name: 'refused', fault: event.fault };
      return phase;
    case 'media-lost':
      return phase.name === 'on-stage' ? { ...phase, media: 'restoring' } : phase;
    case 'demoted':
      return phase.name === 'on-stage' || phase.name === 'joining' ? { name: 'lobby' } : phase;
    case 'left':
      return { name: 'left' };
    case 'replaced':
      return { name: 'replaced' };
    case 'refused':
      return { name: 'refused', fault: event.fault };
    default:
      return event satisfies never;
  }
}
