import type { Timer } from '@rostrum/lifecycle';
import type { Fault, NodeId, ParticipantId } from '@rostrum/protocol';
import {
  cascadeHops,
  cascadeInput,
  type Hop,
  hopsTo,
  idlePipes,
  type Pipe,
  type PipedStream,
  type PipeEnd,
  pipeBetween,
  surplus,
} from '@rostrum/room';
import type { RoomCore } from './room-core.ts';

/** What nobody receives any more is ended a little later: people come and go in one breath. */
const settleMs = 1000;

export interface CascadeOptions {
  readonly core: RoomCore;
  /** Everybody on the stage gets what they lack. */
  readonly offerConsumers: () => Promise<void>;
}

/**
 * Brings each producer to the nodes where somebody receives it, through one pipe between two nodes, and ends what has no
 * use any more. Which pipes there must be is said by packages/room. All methods run in the room's queue.
 */
export class Cascade {
  readonly #core: RoomCore;
  readonly #offerConsumers: CascadeOptions['offerConsumers'];
  /** Under way: a stream by its producer and end, a pipe by its ends. */
  readonly #opening = new Map<string, Promise<void>>();
  #turn: Timer | undefined;

  constructor({ core, offerConsumers }: CascadeOptions) {
    this.#core = core;
    this.#offerConsumers = offerConsumers;
    core.onChange(() => this.#settleSoon());
  }

  /** The producer can be consumed at the node from now on. Nothing happens when it comes in there. @throws Fault */
  async bring(producerId: string, nodeId: NodeId): Promise<void> {
    const hops = cascadeHops(cascadeInput(this.#core.record, { nodeId, producerId }));
    for (const hop of hopsTo(hops, { producerId, nodeId }))
      await this.#once(`${producerId} ${hop.to}`, () => this.#pass(hop));
  }

  /** A new voice is heard at home, which says who speaks. */
  async bringHome(producerId: string, kind: 'audio' | 'video'): Promise<void> {
    const { home } = this.#core.record;
    if (kind !== 'audio' || home === null) return;
    await this.bring(producerId, home).catch((err: unknown) => {
      this.#core.log.warn({ producer: producerId, err }, 'voice not brought home');
    });
  }

  /** A pause at the source is one wherever it is passed on. Never fails: no packets come, either way. */
  async setPaused(producerId: string, paused: boolean): Promise<void> {
    const copies = this.#core.record.streams.filter((stream) => stream.producerId === producerId);
    await Promise.all(
      copies.map(async ({ to }) => {
        const sfu = await this.#core.nodes.to(to);
        await sfu.request(paused ? 'producer.pause' : 'producer.resume', { producerId });
      }),
    ).catch((error: Fault) => this.#core.log.debug({ code: error.code }, 'copy not paused'));
  }

  /** Ends what has no use, and makes what is lacking: after a node was lost, or home is another one. */
  async settle(): Promise<void> {
    const wanted = cascadeHops(cascadeInput(this.#core.record));
    let isLacking = false;
    for (const stream of surplus(this.#core.record.streams, wanted)) isLacking = (await this.#end(stream)) || isLacking;
    for (const { producerId, to } of wanted) {
      await this.bring(producerId, to).catch((err: unknown) => {
        this.#core.log.warn({ producer: producerId, sfu: to, err }, 'producer not brought');
      });
    }
    for (const pipe of idlePipes(this.#core.record.pipes, this.#core.record.streams)) await this.#closePipe(pipe);
    await this.#core.nodes.closeIdle();
    if (isLacking) await this.#offerConsumers();
  }

  /** Stops the timer. */
  close(): void {
    this.#turn?.cancel();
    this.#turn = undefined;
  }

  #settleSoon(): void {
    const { nodes, streams, pipes, home, standbys } = this.#core.record;
    const isUsed = (id: NodeId) => id !== home && !standbys.includes(id);
    const isSpread = streams.length + pipes.length > 0 || nodes.some(({ nodeId }) => isUsed(nodeId));
    if (!isSpread || this.#turn || this.#core.isClosed) return;
    this.#turn = this.#core.deps.clock.after(settleMs, () => {
      this.#turn = undefined;
      this.#core.enqueue(() => this.settle());
    });
  }

  async #once(key: string, open: () => Promise<void>): Promise<void> {
    const running = this.#opening.get(key) ?? open().finally(() => this.#opening.delete(key));
    this.#opening.set(key, running);
    await running;
  }

  async #pass({ producerId, from, to }: Hop): Promise<void> {
    const known = this.#core.record.streams.find((stream) => stream.producerId === producerId && stream.to === to);
    if (known?.from === from) return;
    if (known) await this.#end(known);
    const pipe = await this.#pipe(from, to);
    const [sender, receiver] = await Promise.all([this.#core.nodes.to(from), this.#core.nodes.to(to)]);
    const { consumerId, kind, rtpParameters, producerPaused } = await sender.request('pipe.send', {
      transportId: endAt(pipe, from).transportId,
      producerId,
    });
    try {
      const { transportId } = endAt(pipe, to);
      await receiver.request('pipe.receive', { transportId, producerId, kind, rtpParameters, paused: producerPaused });
    } catch (error) {
      await sender.request('consumer.close', { consumerId }).catch(() => undefined); // It ended with its pipe.
      throw error;
    }
    this.#core.apply({ type: 'streamPiped', stream: { producerId, from, to, consumerId } });
    this.#core.log.info({ producer: producerId, kind, from, to }, 'producer piped');
  }

  /** Both ends, and each knows the other. */
  async #pipe(a: NodeId, b: NodeId): Promise<Pipe> {
    await this.#once([a, b].toSorted().join(' '), async () => {
      if (pipeBetween(this.#core.record.pipes, a, b)) return;
      const open = async (nodeId: NodeId) => {
        const sfu = await this.#core.nodes.to(nodeId);
        return { sfu, nodeId, ...(await sfu.request('pipe.open', this.#core.nodes.ref(nodeId))) };
      };
      const [one, other] = await Promise.all([open(a), open(b)]);
      await Promise.all([
        one.sfu.request('pipe.connect', { transportId: one.id, remote: other.local, srtp: other.srtp }),
        other.sfu.request('pipe.connect', { transportId: other.id, remote: one.local, srtp: one.srtp }),
      ]);
      const ends = [one, other].map(({ id, nodeId }): PipeEnd => ({ nodeId, transportId: id }));
      this.#core.apply({ type: 'pipeOpened', pipe: { ends: ends as [PipeEnd, PipeEnd] } });
      this.#core.log.info({ between: [a, b] }, 'pipe opened');
    });
    const pipe = pipeBetween(this.#core.record.pipes, a, b);
    if (!pipe) throw new TypeError('a pipe that was opened is not there');
    return pipe;
  }

  /** Answers whether somebody received it, and must get it anew. Never fails: what is gone has ended. */
  async #end(stream: PipedStream): Promise<boolean> {
    const { producerId, from, to, consumerId } = stream;
    const receivers = this.#core.record.members.flatMap(({ id, media }) =>
      media?.kind === 'webrtc' && media.nodeId === to
        ? media.consumers.filter((one) => one.producerId === producerId).map((one) => ({ id, ...one }))
        : [],
    );
    const spares = Object.entries(this.#core.record.spares).flatMap(([id, { nodeId, consumers }]) =>
      (nodeId === to ? consumers : [])
        .filter((one) => one.producerId === producerId)
        .map(({ consumerId: closed }) => ({ id: id as ParticipantId, consumerId: closed })),
    );
    for (const { id, consumerId: closed } of [...receivers, ...spares])
      this.#core.emitTo(id, 'consumerClosed', { consumerId: closed });
    this.#core.apply({ type: 'streamEnded', stream });
    this.#core.log.info({ producer: producerId, from, to }, 'piped producer ended');
    await Promise.allSettled([
      this.#core.nodes.to(to).then((sfu) => sfu.request('producer.close', { producerId })),
      this.#core.nodes.to(from).then((sfu) => sfu.request('consumer.close', { consumerId })),
    ]);
    return receivers.length > 0;
  }

  async #closePipe(pipe: Pipe): Promise<void> {
    this.#core.apply({ type: 'pipeClosed', pipe });
    this.#core.log.info({ between: pipe.ends.map(({ nodeId }) => nodeId) }, 'pipe closed');
    await Promise.allSettled(
      pipe.ends.map(async ({ nodeId, transportId }) =>
        (await this.#core.nodes.to(nodeId)).request('transport.close', { transportId }),
      ),
    );
  }
}

function endAt({ ends: [a, b] }: Pipe, nodeId: NodeId): PipeEnd {
  return a.nodeId === nodeId ? a : b;
}
