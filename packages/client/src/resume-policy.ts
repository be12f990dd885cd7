import { Fault, type FaultCode, faultKinds } from '@rostrum/protocol';

/** Why a signaling socket will not be opened again by itself. */
export type FinalReason = 'replaced' | 'refused' | 'left';

/** Where the signaling socket of a page stands. `sinceMs` is the time of the loss, on the clock of the events. */
export type SocketState =
  | { readonly name: 'connecting'; readonly attempt: number; readonly retryInMs: number; readonly sinceMs: number }
  | { readonly name: 'open' }
  | { readonly name: 'reconnecting'; readonly attempt: number; readonly retryInMs: number; readonly sinceMs: number }
  | { readonly name: 'closed'; readonly reason: FinalReason; readonly fault?: Fault };

export type SocketEvent =
  | { readonly type: 'opened' }
  /** The socket, or the attempt to open one, ended. `code` is the close code, or 1006 when there was none. */
  | { readonly type: 'lost'; readonly code: number; readonly atMs: number; readonly fault?: Fault }
  /** The machine woke up or the network came back: do not wait out the pause. */
  | { readonly type: 'nudged'; readonly atMs: number }
  | { readonly type: 'left' };

export const initialSocketState = (atMs: number): SocketState => ({
  name: 'connecting',
  attempt: 0,
  retryInMs: 0,
  sinceMs: atMs,
});

const firstPauseMs = 200;
const longestPauseMs = 2000;

/** 0 at first (most losses are a server that restarts, or a network that changes), then 200 ms doubling up to 2 s. */
export const pauseBefore = (attempt: number): number =>
  attempt === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));

/** Close codes that mean "do not come back", and why. */
const closesForGood = new Map<number | undefined, FaultCode>(
  (['TOKEN_INVALID', 'TOKEN_EXPIRED', 'PROTOCOL_VERSION_UNSUPPORTED', 'REMOVED'] as const).map((code) => [
    faultKinds[code].wsClose,
    code,
  ]),
);

/** The state after an event. Attempts never end by themselves: a laptop may sleep for a night. */
export function nextSocketState(state: SocketState, event: SocketEvent): SocketState {
  if (state.name === 'closed') return state;
  switch (event.type) {
    case 'opened':
      return { name: 'open' };
    case 'left':
      return { name: 'closed', reason: 'left' };
    case 'nudged':
      if (state.name === 'open') return { name: 'reconnecting', attempt: 0, retryInMs: 0, sinceMs: event.atMs };
      return { ...state, retryInMs: 0 };
    case 'lost':
      return afterLoss(state, event);
    default:
      return event satisfies never;
  }
}

function afterLoss(
  state: Exclude<SocketState, { name: 'closed' }>,
  event: Extract<SocketEvent, { type: 'lost' }>,
): SocketState {
  const fault = event.fault === undefined ? {} : { fault: event.fault };
  // The newer tab wins. Were this one to come back by itself, the two would throw each other out for ever.
  if (event.code === faultKinds.SESSION_REPLACED.wsClose || event.fault?.code === 'SESSION_REPLACED')
    return { name: 'closed', reason: 'replaced', ...fault };
  const final = closesForGood.get(event.code);
  if (final) return { name: 'closed', reason: 'refused', fault: event.fault ?? new Fault(final) };
  if (event.fault && !event.fault.kind.retry && event.fault.code !== 'SESSION_LOST')
    return { name: 'closed', reason: 'refused', ...fault };
  if (state.name === 'open') return { name: 'reconnecting', attempt: 0, retryInMs: 0, sinceMs: event.atMs };
  const attempt = state.attempt + 1;
  return { ...state, attempt, retryInMs: pauseBefore(attempt) };
}
