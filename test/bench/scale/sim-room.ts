import type { RoomDeps } from '@rostrum/app-control/room-deps';
import { RoomNodes } from '@rostrum/app-control/room-nodes';
import { type ConsumerFacts, kindOf, type NodeId, type ParticipantId, type WebinarId } from '@rostrum/protocol';
import {
  cascadeHops,
  cascadeInput,
  emptyRoom,
  type Hop,
  idleNodes,
  type Member,
  type MemberMedia,
  next,
  nodeOf,
  type RoomEvent,
  type RoomRecord,
} from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import type { Arrival } from './scenario.ts';

const log = createLogger('scale', 'silent');
const sources = ['microphone', 'camera'] as const;

/** One room: the record, the changes and the choice of nodes are the product's own. */
export class SimRoom {
  record: RoomRecord;
  readonly isClosed = false;
  readonly standby = 'standby';
  readonly log = log;
  readonly nodes: RoomNodes;
  readonly deps: RoomDeps;
  /** Wants to be looked at again: somebody came, or a node went. */
  isStirred = false;
  /** Tasks that its own timers have asked for. */
  readonly #queue: (() => Promise<void>)[] = [];
  readonly #large = new Set<ParticipantId>();
  #people = 0;
  #made: { key: string; consumers: readonly ConsumerFacts[] } = { key: '', consumers: [] };

  /** @param random makes its id, by which it draws nodes */
  constructor(deps: RoomDeps, random: () => number) {
    this.deps = deps;
    const id = `w_${random().toString(32).slice(2)}` as WebinarId;
    this.record = emptyRoom(id, { name: 'scheduled' });
    this.nodes = new RoomNodes(this);
  }

  apply(event: RoomEvent): void {
    this.record = next(this.record, event);
    this.isStirred = true;
  }

  enqueue(task: () => Promise<void>): void {
    this.#queue.push(task);
  }

  async runQueue(): Promise<void> {
    for (const task of this.#queue.splice(0)) await task();
  }

  hasLargeWindow(id: ParticipantId): boolean {
    return this.#large.has(id);
  }

  async join({ region, presents, hasLargeWindow }: Arrival): Promise<void> {
    const nodeId = await this.nodes.nearest(region);
    const id = `u_${this.#people}` as ParticipantId;
    this.#people += 1;
    if (hasLargeWindow) this.#large.add(id);
    const producers = presents
      ? sources.map((source) => ({ producerId: `${id} ${source}`, source, paused: false, layers: 3 }))
      : [];
    const role = presents ? ('presenter' as const) : ('viewer' as const);
    const facts = { id, name: id, role, place: 'stage' as const, isPromoted: false, awaySinceMs: null };
    this.apply({ type: 'joined', member: { ...facts, media: null, producers } });
    this.apply({ type: 'mediaMoved', id, media: this.#media(nodeId) });
    if (presents) this.#refresh();
  }

  /** As a room does it when a node is gone. Answers who moved where; null: nobody was on it. */
  async lose(nodeId: NodeId): Promise<{ to: NodeId; member: Member }[]> {
    const lost = nodeOf(this.record, nodeId);
    if (!lost) return [];
    const members = this.record.members.filter(({ media }) => media?.nodeId === nodeId);
    const isMissed = members.length > 0 || this.record.home === nodeId;
    const producers = new Map(members.map((member) => [member.id, member.producers]));
    this.apply({ type: 'nodeLost', nodeId });
    if (!isMissed) return [];
    const targets = await this.nodes.replacing(lost, members.length);
    for (const [index, { id }] of members.entries()) {
      this.apply({ type: 'mediaMoved', id, media: this.#media(targets[index] as NodeId) });
      for (const producer of producers.get(id) ?? []) this.apply({ type: 'producerOpened', id, producer });
    }
    if (members.some((member) => member.producers.length > 0)) this.#refresh();
    return members.map((member, index) => ({ to: targets[index] as NodeId, member }));
  }

  /** What must be passed on, and the nodes that nobody is on let go. */
  async settle(): Promise<readonly Hop[]> {
    this.isStirred = false;
    for (const nodeId of idleNodes(this.record)) await this.nodes.close(nodeId);
    const { home, nodes, standbys } = this.record;
    const isSpread = nodes.some(({ nodeId }) => nodeId !== home && !standbys.includes(nodeId));
    return isSpread ? cascadeHops(cascadeInput(this.record)) : [];
  }

  /** Everybody receives all who send now. */
  #refresh(): void {
    for (const { id, media } of this.record.members) {
      if (media) this.apply({ type: 'mediaMoved', id, media: this.#media(media.nodeId) });
    }
  }

  #media(nodeId: NodeId): MemberMedia {
    const facts = { sendTransportId: '', receiveTransportId: '', rtpCapabilities: {} };
    return { kind: 'webrtc', nodeId, ...facts, consumers: this.#consumers() };
  }

  /** Of whoever sends; one list for all, since nothing here is asked of a single one. */
  #consumers(): readonly ConsumerFacts[] {
    const sent = this.record.members.flatMap(({ id, producers }) => producers.map((producer) => ({ id, ...producer })));
    const key = sent.map(({ producerId }) => producerId).join();
    if (this.#made.key !== key) {
      const consumers = sent.map(
        ({ id, producerId, source }): ConsumerFacts => ({
          consumerId: producerId,
          producerId,
          participantId: id,
          source,
          kind: kindOf(source),
          rtpParameters: { codecs: [] },
          paused: false,
        }),
      );
      this.#made = { key, consumers };
    }
    return this.#made.consumers;
  }
}
