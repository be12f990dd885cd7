import {
  type ConnectionQuality,
  type ConnectionStats,
  type ReceivedStream,
  type StageView,
  wordFor,
} from '@rostrum/client';
import type { ParticipantId } from '@rostrum/protocol';

/** How well picture and sound of one person get through to this page: the word, and the streams behind it. */
export interface PersonConnection {
  readonly word: ConnectionQuality;
  /** None: they send nothing, or it is this page's own person. */
  readonly streams: readonly ReceivedStream[];
}

export function connectionOf(
  id: ParticipantId,
  { me, quality, remote }: Pick<StageView, 'me' | 'quality' | 'remote'>,
  stats: Pick<ConnectionStats, 'received' | 'roundTripMs'>,
): PersonConnection {
  if (id === me) return { word: quality, streams: [] };
  const tracks = remote.filter(({ participantId }) => participantId === id);
  const streams = tracks.flatMap(({ track }) => stats.received.get(track.id) ?? []);
  return { word: wordFor(streams, stats.roundTripMs), streams };
}
