import type { Hop, RoomRecord } from '@rostrum/room';
import { consumerKbps } from '@rostrum/worker-sfu/consumer-cost';

const [small, middle, top] = [0, 1, 2].map((spatialLayer) =>
  consumerKbps({ kind: 'video', paused: false, spatialLayer }),
) as [number, number, number];
const voice = consumerKbps({ kind: 'audio', paused: false });

/** What somebody is sent in a room of so many senders: all voices, the speaker large, the others small. */
export const sentKbps = (senders: number, hasLargeWindow: boolean): number =>
  senders === 0 ? 0 : senders * voice + (hasLargeWindow ? top : middle) + (senders - 1) * small;

export const personKbps = ({ record }: { readonly record: RoomRecord }, hasLargeWindow: boolean): number =>
  sentKbps(record.members.filter(({ producers }) => producers.length > 0).length, hasLargeWindow);

/** A pipe carries all layers. */
export const hopKbps = ({ producerId }: Pick<Hop, 'producerId'>): number =>
  producerId.endsWith('microphone') ? voice : small + middle + top;

/** All that a presenter sends through one pipe. */
export const presenterKbps = voice + small + middle + top;
