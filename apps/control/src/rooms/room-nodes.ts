import type { NodeRecord } from '@rostrum/cluster';
import { Fault, type NodeId, type RtpCapabilities } from '@rostrum/protocol';
import {
  heirOf,
  idleNodes,
  nodeOf,
  place,
  type RoomNode,
  type RoomRecord,
  shareOut,
  type Wanted,
  withoutNode,
} from '@rostrum/room';
import type { RoomDeps, SfuPeer } from './room-deps.ts';
import { type AnnouncedNode, Standbys, type StandbysRoom } from './standbys.ts';

/** The room, as its nodes need it. */
export interface NodesRoom extends StandbysRoom {
  readonly deps: Pick<RoomDeps, 'sfus' | 'epochs' | 'lease' | 'clock' | 'region' | 'distances' | 'loads'>;
}

/** What somebody receives, about, and what a node may send that does not say. */
const kbpsOfPerson = 2000;
const kbpsOfNode = 400_000;
const capacityKbps = ({ media }: NodeRecord) => media?.capacityKbps ?? kbpsOfNode;
/** After people have moved, before a node is opened that waits: their moving comes first. */
const afterMoveMs = 1500;

/**
 * The SFU nodes of a room: its home, the nodes near the people who are not near that, and those that wait. All methods but
 * `to` and `ref` run in the room's queue.
 */
export class RoomNodes {
  readonly #core: NodesRoom;
  readonly #standbys: Standbys;

  constructor(core: NodesRoom) {
    this.#core = core;
    this.#standbys = new Standbys(core, {
      announced: () => this.#announced(),
      where: (region) => this.#where(region),
      to: (nodeId) => this.to(nodeId),
      open: (node) => this.#open(node),
      close: (nodeId) => this.close(nodeId),
    });
  }

  /** @throws Fault LINK_CLOSED when the node cannot be reached */
  to(nodeId: NodeId): Promise<SfuPeer> {
    return this.#core.deps.sfus.to(nodeId);
  }

  /** The room on a node, for requests that name it. @throws Fault SFU_UNAVAILABLE */
  ref(nodeId: NodeId): { roomId: RoomRecord['id']; epoch: number } {
    const node = nodeOf(this.#core.record, nodeId);
    if (!node) throw new Fault('SFU_UNAVAILABLE', { detail: `${nodeId} does not have the room` });
    return { roomId: this.#core.record.id, epoch: node.epoch };
  }

  /**
   * The room's home: one that it has, or the best node that there is.
   * @param region of whoever comes first
   * @param avoid a node that was just lost; it may still be announced
   * @throws Fault SFU_UNAVAILABLE
   */
  async home({ region = this.#core.deps.region, avoid }: { region?: string; avoid?: NodeId } = {}): Promise<NodeId> {
    const { home } = this.#core.record;
    if (home !== null) return home;
    const nodeId = (await this.#heir(region)) ?? (await this.#openBest({ region, avoid })).nodeId;
    this.#chooseHome(nodeId);
    this.#standbys.look();
    return nodeId;
  }

  /** The node obeys this process from now on. `isNew`: it had lost the room. @throws Fault */
  async claim(nodeId: NodeId): Promise<{ rtpCapabilities: RtpCapabilities; isNew: boolean }> {
    const { epoch: leaseEpoch } = this.#core.deps.lease;
    return (await this.to(nodeId)).request('room.open', { ...this.ref(nodeId), leaseEpoch });
  }

  /** The node that somebody in a region joins. @throws Fault SFU_UNAVAILABLE */
  async nearest(region: string = this.#core.deps.region): Promise<NodeId> {
    const home = await this.home({ region });
    const inUse = this.#inUse(home);
    // Without Redis nobody knows of others; home will do.
    const candidates = await this.#announced().catch(() => []);
    const best = place(candidates, { ...this.#where(region), inUse });
    this.#core.deps.loads.add(best?.id ?? home, kbpsOfPerson);
    if (!best || best.id === home) return home;
    try {
      const { nodeId } = nodeOf(this.#core.record, best.id) ?? (await this.#open(best));
      this.#standbys.take(nodeId);
      this.#standbys.look();
      return nodeId;
    } catch (err) {
      this.#core.log.warn({ sfu: best.id, err }, 'nearer node not opened');
      return home;
    }
  }

  /**
   * Where the people of a lost node go on, a node for each; home goes to one that has the room already, where there is one.
   * That takes as many as it has room for.
   * @throws Fault SFU_UNAVAILABLE
   */
  async replacing(lost: RoomNode, people: number): Promise<readonly NodeId[]> {
    const nodeId =
      (await this.#heir(lost.region)) ?? (await this.#openBest({ region: lost.region, avoid: lost.nodeId })).nodeId;
    this.#standbys.take(nodeId);
    if (this.#core.record.home === null) this.#chooseHome(nodeId);
    const shared = await this.#shareOut(lost, { heir: nodeId, people });
    this.#standbys.look(afterMoveMs);
    return shared;
  }

  /** Nodes that nobody is on any more let go of the room. */
  async closeIdle(): Promise<void> {
    for (const nodeId of idleNodes(this.#core.record)) await this.close(nodeId);
  }

  /** Never fails: a node that is away closes the room by itself. */
  async close(nodeId: NodeId): Promise<void> {
    const ref = this.ref(nodeId);
    this.#core.apply({ type: 'nodeLost', nodeId });
    await this.to(nodeId)
      .then((sfu) => sfu.request('room.close', ref))
      .catch((error: Fault) => this.#core.log.debug({ sfu: nodeId, code: error.code }, 'router not closed'));
  }

  /** What must be kept ready is another thing now. */
  policyChanged(): void {
    this.#standbys.look();
  }

  /** Stops the timer. */
  stop(): void {
    this.#standbys.stop();
  }

  #chooseHome(nodeId: NodeId): void {
    this.#core.apply({ type: 'homeChosen', nodeId });
    this.#core.log.info({ sfu: nodeId }, 'home chosen');
  }

  /** Of the nodes that have the room, the first that answers: two may die in the same moment. */
  async #heir(region: string): Promise<NodeId | undefined> {
    let { record } = this.#core;
    for (;;) {
      const nodeId = heirOf(record, region);
      if (nodeId === undefined) return undefined;
      try {
        const { isNew } = await this.claim(nodeId);
        if (!isNew) return nodeId;
      } catch (err) {
        this.#core.log.warn({ sfu: nodeId, err }, 'standby not there');
      }
      // What it had is dealt with when the loss of it is told.
      record = withoutNode(record, nodeId);
    }
  }

  async #shareOut(lost: RoomNode, { heir, people }: { heir: NodeId; people: number }): Promise<readonly NodeId[]> {
    const wanted = { ...this.#where(lost.region), inUse: this.#inUse(heir), avoid: lost.nodeId };
    // Without Redis nobody knows of others' loads.
    const candidates = await this.#announced().catch(() => []);
    const loadOfEach = (node: NodeRecord) => kbpsOfPerson / capacityKbps(node);
    const shared = shareOut(candidates, wanted, { people, loadOfEach }).map(({ id }) => id);
    const open = new Map<NodeId, NodeId>([[heir, heir]]);
    for (const id of new Set(shared)) {
      const node = candidates.find((one) => one.id === id);
      if (open.has(id) || !node) continue;
      const opened = nodeOf(this.#core.record, id) ?? (await this.#open(node).catch(() => undefined));
      if (!opened) this.#core.log.warn({ sfu: id }, 'room not taken');
      else this.#standbys.take(id);
      open.set(id, opened ? id : heir);
    }
    const targets = Array.from({ length: people }, (_, index) => open.get(shared[index] ?? heir) ?? heir);
    for (const id of targets) this.#core.deps.loads.add(id, kbpsOfPerson);
    return targets;
  }

  /** On the best node that answers: one that has died is announced for some seconds more. */
  async #openBest({ region, ...wanted }: Omit<Wanted, 'distances'>): Promise<RoomNode> {
    let candidates = await this.#announced();
    for (;;) {
      const node = place(candidates, { ...this.#where(region), ...wanted });
      if (!node) throw new Fault('SFU_UNAVAILABLE', { detail: 'no node that is announced takes the room' });
      try {
        return await this.#open(node);
      } catch (err) {
        this.#core.log.warn({ sfu: node.id, err }, 'room not taken');
        candidates = candidates.filter((one) => one !== node);
      }
    }
  }

  async #open({ id: nodeId, region }: NodeRecord): Promise<RoomNode> {
    const { id: roomId } = this.#core.record;
    const epoch = await this.#core.deps.epochs.next(`room:${roomId}`);
    const { epoch: leaseEpoch } = this.#core.deps.lease;
    await (await this.to(nodeId)).request('room.open', { roomId, epoch, leaseEpoch });
    const node = { nodeId, epoch, region };
    this.#core.apply({ type: 'nodeOpened', node });
    this.#core.log.info({ sfu: nodeId, epoch }, 'room placed');
    return node;
  }

  async #announced(): Promise<AnnouncedNode[]> {
    const nodes = await this.#core.deps.sfus.nodes();
    const expected = this.#core.deps.loads.now();
    return nodes.map((node) => ({
      ...node,
      load: node.load + (expected.get(node.id) ?? 0) / capacityKbps(node),
      host: node.media?.privateAddress,
    }));
  }

  #where(region: string): Wanted {
    return { region, distances: this.#core.deps.distances, key: this.#core.record.id };
  }

  /** Of those that do not wait; this one first. */
  #inUse(first: NodeId): NodeId[] {
    const { nodes, standbys } = this.#core.record;
    const ids = nodes.map(({ nodeId }) => nodeId);
    return [first, ...ids.filter((id) => id !== first && !standbys.includes(id))];
  }
}
