import { Backoff, type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import { Fault, type RoomId } from '@rostrum/protocol';
import type { types } from 'mediasoup';
import type { VideoCodec } from './media-codecs.ts';
import { type RoomRef, SfuRoom, type SfuRoomEvents } from './sfu-room.ts';
import { type RtcAddress, SfuWorker } from './sfu-worker.ts';

export interface SfuNodeOptions {
  /** Processes, one core each. */
  readonly workers: number;
  readonly rtc: RtcAddress;
  readonly workerBin?: string | undefined;
  /** What cameras are asked to send; default VP8. */
  readonly videoCodec?: VideoCodec;
  readonly events: SfuRoomEvents & {
    /** The room's worker died, and the room's media with it. */
    roomFailed(room: RoomRef, reason: string): void;
    workerDied(reason: string): void;
    workerStarted(pid: number): void;
  };
  readonly clock?: Clock;
}

interface Slot {
  worker: SfuWorker | undefined;
  readonly waits: Backoff;
  timer: Timer | undefined;
}

/** A media node: some workers, and the rooms on them. Transports, producers and consumers are found by id alone. */
export class SfuNode {
  readonly #options: SfuNodeOptions;
  readonly #clock: Clock;
  readonly #slots: Slot[];
  readonly #rooms = new Map<RoomId, SfuRoom>();
  readonly #opening = new Map<RoomId, Promise<SfuRoom>>();
  #closed = false;

  private constructor(options: SfuNodeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#slots = Array.from({ length: options.workers }, () => ({
      worker: undefined,
      waits: new Backoff({ firstMs: 50, maxMs: 5000 }),
      timer: undefined,
    }));
  }

  /** @throws Fault SFU_UNAVAILABLE when a worker cannot start */
  static async open(options: SfuNodeOptions): Promise<SfuNode> {
    const node = new SfuNode(options);
    await Promise.all(node.#slots.map((_slot, index) => node.#startWorker(index)));
    return node;
  }

  get rooms(): ReadonlyMap<RoomId, SfuRoom> {
    return this.#rooms;
  }

  get workersAlive(): number {
    return this.#slots.filter((slot) => slot.worker).length;
  }

  /** Makes the room, or answers the one that is there. @throws Fault EPOCH_STALE, or SFU_UNAVAILABLE without a worker */
  async openRoom(ref: RoomRef): Promise<SfuRoom> {
    const known = this.#rooms.get(ref.roomId);
    if (known && known.ref.epoch > ref.epoch) throw new Fault('EPOCH_STALE');
    if (known?.ref.epoch === ref.epoch) return known;
    // Two requests for one room must not make two routers.
    const running = this.#opening.get(ref.roomId);
    if (running) return running.then(() => this.openRoom(ref));
    if (known) this.closeRoom(known.ref);
    const opening = this.#makeRoom(ref).finally(() => this.#opening.delete(ref.roomId));
    this.#opening.set(ref.roomId, opening);
    return opening;
  }

  /** @throws Fault EPOCH_STALE, or ROOM_CLOSED when it is not open here */
  room({ roomId, epoch }: RoomRef): SfuRoom {
    const room = this.#rooms.get(roomId);
    if (!room) throw new Fault('ROOM_CLOSED', { detail: roomId });
    if (room.ref.epoch !== epoch) throw new Fault('EPOCH_STALE');
    return room;
  }

  closeRoom(ref: RoomRef): void {
    const room = this.#rooms.get(ref.roomId);
    if (!room || room.ref.epoch > ref.epoch) return;
    room.close();
    this.#rooms.delete(ref.roomId);
  }

  /** @throws Fault TRANSPORT_NOT_FOUND */
  transport(id: string): { room: SfuRoom; transport: types.Transport } {
    for (const room of this.#rooms.values()) {
      const transport = room.transports.get(id);
      if (transport) return { room, transport };
    }
    throw new Fault('TRANSPORT_NOT_FOUND', { detail: id });
  }

  /** @throws Fault PRODUCER_NOT_FOUND */
  producer(id: string): types.Producer {
    for (const room of this.#rooms.values()) {
      const producer = room.producers.get(id);
      if (producer) return producer;
    }
    throw new Fault('PRODUCER_NOT_FOUND', { detail: id });
  }

  /** @throws Fault CONSUMER_NOT_FOUND */
  consumer(id: string): types.Consumer {
    for (const room of this.#rooms.values()) {
      const consumer = room.consumers.get(id) ?? room.pipedOut.get(id);
      if (consumer) return consumer;
    }
    throw new Fault('CONSUMER_NOT_FOUND', { detail: id });
  }

  /** The room that sends it to somebody. @throws Fault CONSUMER_NOT_FOUND */
  roomOfConsumer(id: string): SfuRoom {
    for (const room of this.#rooms.values()) if (room.consumers.has(id)) return room;
    throw new Fault('CONSUMER_NOT_FOUND', { detail: id });
  }

  /** Over all pipes that are open. */
  async pipeBytes(of: (stats: types.PipeTransportStat) => number): Promise<number> {
    const pipes = [...this.#rooms.values()].flatMap((room) => room.pipes);
    const stats = await Promise.all(pipes.map((pipe) => pipe.getStats().catch(() => [])));
    return stats.flat().reduce((sum, one) => sum + of(one), 0);
  }

  /** CPU seconds of all workers since they started. */
  async cpuSeconds(): Promise<number> {
    const all = await Promise.all(this.#slots.map((slot) => slot.worker?.cpuSeconds().catch(() => 0) ?? 0));
    return all.reduce((sum, seconds) => sum + seconds, 0);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const slot of this.#slots) {
      slot.timer?.cancel();
      slot.worker?.close();
    }
    this.#rooms.clear();
  }

  async #makeRoom(ref: RoomRef): Promise<SfuRoom> {
    const [least] = this.#slots
      .flatMap((slot) => (slot.worker ? [slot.worker] : []))
      .toSorted((a, b) => a.routers - b.routers);
    if (!least) throw new Fault('SFU_UNAVAILABLE', { detail: 'no worker runs' });
    const room = await SfuRoom.open(ref, {
      worker: least,
      videoCodec: this.#options.videoCodec ?? 'vp8',
      events: this.#options.events,
    });
    this.#rooms.set(ref.roomId, room);
    return room;
  }

  async #startWorker(index: number): Promise<void> {
    const slot = this.#slots[index];
    if (!slot || this.#closed) return;
    const { rtc, workerBin, events } = this.#options;
    const worker = await SfuWorker.open({
      rtc: { ...rtc, port: rtc.port + index },
      workerBin,
      onDied: (reason) => this.#handleDied(index, reason),
    });
    if (this.#closed) {
      worker.close();
      return;
    }
    slot.worker = worker;
    events.workerStarted(worker.pid);
  }

  #handleDied(index: number, reason: string): void {
    const slot = this.#slots[index];
    if (!slot || this.#closed) return;
    const { worker } = slot;
    slot.worker = undefined;
    this.#options.events.workerDied(reason);
    for (const [id, room] of this.#rooms) {
      if (room.worker !== worker) continue;
      this.#rooms.delete(id);
      this.#options.events.roomFailed(room.ref, reason);
    }
    this.#restart(index, slot);
  }

  #restart(index: number, slot: Slot): void {
    slot.timer = this.#clock.after(slot.waits.next(), () => {
      this.#startWorker(index).catch((error: Fault) => {
        this.#options.events.workerDied(error.message);
        this.#restart(index, slot);
      });
    });
  }
}
