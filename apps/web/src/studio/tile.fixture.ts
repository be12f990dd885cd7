import type { TileFacts } from './stage-tiles.ts';

/** Somebody's tile, without a picture. */
export const tile = (key: string, more: Partial<TileFacts> = {}): TileFacts => ({
  key,
  participantId: key as TileFacts['participantId'],
  kind: 'person',
  name: key,
  isSelf: false,
  track: undefined,
  isAwaited: false,
  isMuted: false,
  isSpeaking: false,
  isReconnecting: false,
  isBackstage: false,
  ...more,
});
