import type { NodeRecord } from '@rostrum/cluster';
import type { Timer } from '@rostrum/lifecycle';
import type { NodeId, StandbyPolicy } from '@rostrum/protocol';
import { fits, nodeOf, place, type RoomEvent, type RoomNode, type RoomRecord, type Wanted } from '@rostrum/room';
import type { Log } from '@rostrum/service';
import type { RoomDeps } from './room-deps.ts';

/** A node that is announced now, with what is expected of its load. */
export type AnnouncedNode = NodeRecord & { readonly host?: string | undefined };

/** The room, as its standbys need it. */
export interface StandbysRoom {
  readonly record: RoomRecord;
  readonly deps: Pick<RoomDeps, 'clock'>;
  readonly standby: StandbyPolicy;
  readonly log: Log;
  readonly isClosed: boolean;
  apply(event: RoomEvent): void;
  enqueue(task: () => Promise<void>): void;
}

/** What a room can do with its nodes, as those that wait need it. */
export interface StandbyNodes {
  announced(): Promise<AnnouncedNode[]>;
  /** How nodes are ranked for whoever is in the region. */
  where(region: string): Wanted;
  to(nodeId: NodeId): Promise<unknown>;
  open(node: NodeRecord): Promise<RoomNode>;
  /** Never fails. */
  close(nodeId: NodeId): Promise<void>;
}

/** With `all`: each of them holds a router, and a node may have many rooms. */
const mostStandbys = 3;
/** A standby that could not be had is looked for again. */
const lookAgainMs = 5000;

/**
 * The nodes of a room that wait to take over from another: they are opened where they are lacking, one in a turn of the
 * room's queue, so that what else the room has to do goes between. Whether a node is there at all is found out beside the
 * queue: one that is not takes seconds to say so.
 */
export class Standbys {
  readonly #room: StandbysRoom;
  readonly #nodes: StandbyNodes;
  /** Could not be had since the looking began. */
  readonly #unavailable = new Set<string>();
  #turn: Timer | undefined;

  constructor(room: StandbysRoom, nodes: StandbyNodes) {
    this.#room = room;
    this.#nodes = nodes;
  }

  /** Sees to it that as many wait as should. May be called at any time. */
  look(waitMs = 0): void {
    if (this.#room.isClosed) return;
    this.#turn?.cancel();
    this.#turn = this.#room.deps.clock.after(waitMs, () => {
      this.#turn = undefined;
      this.#room.enqueue(() => this.#keep());
    });
  }

  /** If it waits, it does not any more: it is made use of. In the room's queue. */
  take(nodeId: NodeId): void {
    if (this.#room.record.standbys.includes(nodeId)) this.#room.apply({ type: 'standbyTaken', nodeId });
  }

  /** Stops the timer. */
  stop(): void {
    this.#turn?.cancel();
    this.#turn = undefined;
  }

  async #keep(): Promise<void> {
    const home = nodeOf(this.#room.record, this.#room.record.home);
    if (!home || this.#room.isClosed) return;
    const wanted = this.#wanted();
    for (const nodeId of this.#room.record.standbys.slice(wanted)) await this.#nodes.close(nodeId);
    const candidate = this.#isLacking() ? await this.#candidate(home) : undefined;
    if (candidate) {
      void this.#reach(candidate);
      return;
    }
    this.#unavailable.clear();
    if (wanted > 0) this.look(lookAgainMs);
  }

  /** Beside the queue. Never fails. */
  async #reach(node: AnnouncedNode): Promise<void> {
    try {
      await this.#nodes.to(node.id as NodeId);
    } catch (err) {
      this.#giveUp(node, err);
      return;
    }
    this.#room.enqueue(() => this.#open(node));
  }

  async #open(node: AnnouncedNode): Promise<void> {
    if (this.#room.isClosed) return;
    try {
      // Much may have happened since it was chosen.
      if (this.#isLacking() && !nodeOf(this.#room.record, node.id as NodeId)) {
        const { nodeId } = await this.#nodes.open(node);
        this.#room.apply({ type: 'standbyOpened', nodeId });
      }
      this.#lookOn();
    } catch (err) {
      this.#giveUp(node, err);
    }
  }

  /** For now: the next one has its turn. */
  #giveUp({ id }: AnnouncedNode, err: unknown): void {
    this.#room.log.warn({ sfu: id, err }, 'standby not opened');
    this.#unavailable.add(id);
    this.#lookOn();
  }

  /** Unless a turn is due anyway, which may be meant to be later. */
  #lookOn(): void {
    if (!this.#turn) this.look();
  }

  async #candidate(home: RoomNode): Promise<AnnouncedNode | undefined> {
    const announced = await this.#nodes.announced().catch(() => []);
    const notOnHost = announced.find(({ id }) => id === home.nodeId)?.host;
    const { record } = this.#room;
    // A full one is better than none.
    const isFirst = record.standbys.length === 0;
    const left = announced.filter(
      (node) => !(nodeOf(record, node.id as NodeId) || this.#unavailable.has(node.id)) && (isFirst || fits(node)),
    );
    return place(left, { ...this.#nodes.where(home.region), notOnHost });
  }

  #isLacking(): boolean {
    return this.#room.record.standbys.length < this.#wanted();
  }

  /** How many wait. A room on several nodes has others to go on at, and needs none for that. */
  #wanted(): number {
    const { nodes, standbys } = this.#room.record;
    switch (this.#room.standby) {
      case 'off':
        return 0;
      case 'standby':
        return nodes.length - standbys.length > 1 ? Math.min(standbys.length, 1) : 1;
      case 'all':
        return mostStandbys;
      default:
        return this.#room.standby satisfies never;
    }
  }
}
