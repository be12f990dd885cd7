/** Which of the two a promoted viewer sees and hears: the player, the stage, or the one while the other arrives. */
export type StageSwap =
  | {
      readonly name: 'player' /** Where the player begins; undefined: at the live edge. */;
      readonly startAtMs?: number;
    }
  /** On the stage, and its first picture is not there yet: the player stays, silent once the stage is heard. */
  | { readonly name: 'arriving'; readonly isHeard: boolean }
  | { readonly name: 'stage' };

export type SwapEvent =
  | { readonly type: 'on-stage' }
  | { readonly type: 'heard' }
  /** The first picture of the stage is there, or there is none to wait for. */
  | { readonly type: 'seen' }
  /** `lastHeardMs` of the programme, in ms since the epoch. */
  | { readonly type: 'off-stage'; readonly lastHeardMs: number };

/** What follows from an event. One that does not belong to where the person is changes nothing. */
export function nextSwap(now: StageSwap, event: SwapEvent): StageSwap {
  switch (event.type) {
    case 'on-stage':
      return now.name === 'player' ? { name: 'arriving', isHeard: false } : now;
    case 'heard':
      return now.name === 'arriving' ? { name: 'arriving', isHeard: true } : now;
    case 'seen':
      return now.name === 'arriving' ? { name: 'stage' } : now;
    case 'off-stage':
      if (now.name === 'player') return now;
      // The player was there all the time: it goes on where it is.
      return now.name === 'arriving' ? { name: 'player' } : { name: 'player', startAtMs: event.lastHeardMs };
    default:
      return event satisfies never;
  }
}
