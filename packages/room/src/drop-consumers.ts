import type { NodeId } from '@rostrum/protocol';
import type { Phase, ProgrammePlacement, RoomRecord } from './room-record.ts';

export function withPlacement(phase: Phase, run: (placement: ProgrammePlacement) => ProgrammePlacement): Phase {
  return phase.name === 'live' && phase.placement ? { ...phase, placement: run(phase.placement) } : phase;
}

/**
 * A consumer ends with its producer, at every receiver, at who may become one, and at the mixer.
 * @param at where it ended; default: everywhere
 */
export function dropConsumers(
  record: RoomRecord,
  producerIds: ReadonlySet<string>,
  at?: NodeId,
): Pick<RoomRecord, 'members' | 'prepared' | 'spares' | 'phase'> {
  const isThere = (nodeId: NodeId | null) => at === undefined || nodeId === at;
  const stays = (consumer: { producerId: string }) => !producerIds.has(consumer.producerId);
  const withoutThem = (all: RoomRecord['prepared']): RoomRecord['prepared'] =>
    Object.fromEntries(
      Object.entries(all).map(([id, media]) => [
        id,
        isThere(media.nodeId) ? { ...media, consumers: media.consumers.filter(stays) } : media,
      ]),
    );
  return {
    members: record.members.map((member) =>
      member.media?.kind === 'webrtc' && isThere(member.media.nodeId)
        ? { ...member, media: { ...member.media, consumers: member.media.consumers.filter(stays) } }
        : member,
    ),
    prepared: withoutThem(record.prepared),
    spares: withoutThem(record.spares),
    phase: isThere(record.home)
      ? withPlacement(record.phase, (placement) => ({ ...placement, consumers: placement.consumers.filter(stays) }))
      : record.phase,
  };
}
