import type { Held } from '@rostrum/cluster';
import { type Clock, systemClock } from '@rostrum/lifecycle';
import { type Channel, type ChannelEnd, type ChannelReceiver, encodeFault, readFrame } from '@rostrum/link';
import { Fault, type WebinarId } from '@rostrum/protocol';
import type { FarControls } from '../rooms/far-controls.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Sessions } from '../sessions.ts';

/** A socket that does not say who it is within this time is of no use to anybody. */
const helloWithinMs = 15_000;
/** Longer than a dead owner's lease runs. */
const patienceMs = 5000;
const pauseMs = 100;
/** What a page may say before it knows that its hello was heard; none says more than that. */
const maxWaiting = 16;

/** RFC 6455 §7.4.1: these are said by no endpoint. "Service restart" makes a page come back at once, as its loss does. */
const unsayable = new Set([1004, 1005, 1006, 1015]);
const serviceRestart = 1012;

type Way =
  | { readonly name: 'unknown' }
  | { readonly name: 'here'; readonly receiver: ChannelReceiver }
  | { readonly name: 'far'; readonly channel: Channel }
  | { readonly name: 'closed' };

export interface StageEntranceDeps {
  readonly rooms: Pick<Rooms, 'find'>;
  readonly sessions: Pick<Sessions, 'read'>;
  readonly far: Pick<FarControls, 'openStage' | 'isDead'>;
  /** Serves a socket whose room is here, or whose first words say nothing of a room. */
  readonly serve: (channel: Channel) => void;
  readonly clock?: Clock;
}

/**
 * A signaling socket as it comes in, at whatever control process the load balancer chose: its `hello` says which room it
 * wants. When another process owns that, everything goes there and back over a link of its own, unread.
 */
export class StageEntrance {
  readonly #channel: Channel;
  readonly #deps: StageEntranceDeps;
  readonly #clock: Clock;
  readonly #waiting: string[] = [];
  readonly #timer: { cancel(): void };
  #way: Way = { name: 'unknown' };

  constructor(channel: Channel, deps: StageEntranceDeps) {
    this.#channel = channel;
    this.#deps = deps;
    this.#clock = deps.clock ?? systemClock;
    this.#timer = this.#clock.after(helloWithinMs, () =>
      this.close(new Fault('REQUEST_TIMEOUT', { detail: 'no hello' })),
    );
    channel.open({ message: (text) => this.#receive(text), closed: (end) => this.#end(end) });
  }

  /** The room is with another process. */
  get isForwarded(): boolean {
    return this.#way.name === 'far';
  }

  /** Ends the socket, whose page comes back by itself. */
  close(fault: Fault): void {
    if (this.#way.name === 'closed') return;
    this.#channel.send(encodeFault(null, fault));
    this.#channel.close(fault.kind.wsClose ?? 1008, fault.code);
    this.#end({ code: 1000, reason: '' });
  }

  #receive(text: string): void {
    if (this.#way.name === 'here') this.#way.receiver.message(text);
    else if (this.#way.name === 'far') this.#way.channel.send(text);
    else if (this.#way.name === 'unknown') this.#hold(text);
  }

  #hold(text: string): void {
    if (this.#waiting.length === maxWaiting) {
      this.close(new Fault('MESSAGE_OUT_OF_ORDER'));
      return;
    }
    this.#waiting.push(text);
    if (this.#waiting.length > 1) return;
    this.#timer.cancel();
    void this.#choose(text);
  }

  /** What goes wrong here goes wrong in the same way for a session, which answers it. */
  async #choose(hello: string): Promise<void> {
    const far = await this.#findFar(hello).catch(() => undefined);
    if (this.#way.name === 'closed') far?.close(1000, '');
    else if (far) this.#goFar(far);
    else this.#stayHere();
  }

  /** The way to another process that has the room; undefined when this one has it. */
  async #findFar(hello: string): Promise<Channel | undefined> {
    const webinarId = await this.#webinarOf(hello);
    const giveUpAtMs = this.#clock.monotonic() + patienceMs;
    let over: number | undefined;
    while (this.#way.name === 'unknown' && this.#clock.monotonic() < giveUpAtMs) {
      const found = await this.#deps.rooms.find(webinarId, { over });
      if ('room' in found) return undefined;
      const { heldBy } = found;
      const channel = await this.#deps.far.openStage(heldBy).catch(() => undefined); // It is gone, or about to be known so.
      if (channel) return channel;
      over = await this.#waitFor(heldBy);
    }
    return undefined;
  }

  /** Another owner, or the right to be it. */
  async #waitFor(heldBy: Held): Promise<number | undefined> {
    if (await this.#deps.far.isDead(heldBy)) return heldBy.epoch;
    await new Promise<void>((resolve) => void this.#clock.after(pauseMs, resolve));
    return undefined;
  }

  /** @throws Fault when the first words are no hello, or its session is none */
  async #webinarOf(text: string): Promise<WebinarId> {
    const frame = readFrame(text);
    const data = frame.type === 'request' && frame.method === 'hello' ? frame.data : undefined;
    const token = (data as { session?: unknown } | null | undefined)?.session;
    if (typeof token !== 'string') throw new Fault('MESSAGE_OUT_OF_ORDER');
    return (await this.#deps.sessions.read(token)).webinarId;
  }

  #stayHere(): void {
    this.#deps.serve({
      send: (text) => this.#channel.send(text),
      close: (code, reason) => this.#channel.close(code, reason),
      open: (receiver) => {
        this.#way = { name: 'here', receiver };
      },
    });
    for (const text of this.#waiting.splice(0)) this.#receive(text);
  }

  #goFar(channel: Channel): void {
    channel.open({
      message: (text) => this.#channel.send(text),
      closed: ({ code, reason }) => {
        this.#channel.close(unsayable.has(code) ? serviceRestart : code, reason);
        this.#way = { name: 'closed' };
      },
    });
    this.#way = { name: 'far', channel };
    for (const text of this.#waiting.splice(0)) channel.send(text);
  }

  #end(end: ChannelEnd): void {
    const way = this.#way;
    this.#way = { name: 'closed' };
    this.#timer.cancel();
    if (way.name === 'here') way.receiver.closed(end);
    if (way.name === 'far') way.channel.close(1000, '');
  }
}
