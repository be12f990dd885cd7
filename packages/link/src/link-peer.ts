import {
  type EventName,
  type EventOf,
  Fault,
  faultKind,
  type LinkDefinition,
  type MethodName,
  type RequestOf,
  type ResponseOf,
  toFault,
} from '@rostrum/protocol';
import type { Channel, ChannelEnd } from './channel.ts';
import { normalClosure } from './channel.ts';
import { encodeEvent, encodeFault, encodeRequest, encodeResponse, type Frame, readFrame } from './frame.ts';
import { RateLimit } from './rate-limit.ts';
import { parse, parseAnswer } from './schema.ts';

export type Handlers<D extends LinkDefinition> = {
  readonly [M in MethodName<D>]: (request: RequestOf<D, M>) => ResponseOf<D, M> | Promise<ResponseOf<D, M>>;
};

export type Listeners<D extends LinkDefinition> = {
  readonly [E in EventName<D>]?: (event: EventOf<D, E>) => void;
};

export interface LinkOptions<Local extends LinkDefinition, Remote extends LinkDefinition> {
  readonly channel: Channel;
  /** What this side offers. */
  readonly local: Local;
  readonly handlers: Handlers<Local>;
  /** What the other side offers. */
  readonly remote: Remote;
  readonly listeners?: Listeners<Remote>;
  /** A request without an answer fails with REQUEST_TIMEOUT. Default 10 000. */
  readonly requestTimeoutMs?: number;
  /** Messages beyond this rate (averaged over a second, bursts of twice as many) end the link. Default: no limit. */
  readonly maxMessagesPerSecond?: number;
  /** A longer message ends the link. Default: no limit but the carrier's. */
  readonly maxMessageBytes?: number;
  /**
   * A request that is refused by a fault with `wsClose` ends the link: for the signaling socket, which is one person's. A
   * link between processes carries many rooms, and outlives what becomes of one. Default false.
   */
  readonly faultsEndLink?: boolean;
  /** Each fault that was answered or raised by what came in; for the log. */
  readonly onFault?: (fault: Fault, about: string) => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(fault: Fault): void;
  timer: ReturnType<typeof setTimeout>;
  method: string;
}

/** One side of a typed link: answers requests, sends requests and events. Everything that comes in is parsed first. */
export class LinkPeer<Local extends LinkDefinition, Remote extends LinkDefinition> {
  readonly closed: Promise<ChannelEnd>;
  readonly #options: LinkOptions<Local, Remote>;
  readonly #pending = new Map<number, Pending>();
  readonly #rate: RateLimit | undefined;
  readonly #abort = new AbortController();
  #resolveClosed: (end: ChannelEnd) => void;
  #nextId = 1;

  constructor(options: LinkOptions<Local, Remote>) {
    this.#options = options;
    this.#rate = options.maxMessagesPerSecond === undefined ? undefined : new RateLimit(options.maxMessagesPerSecond);
    const { promise, resolve } = Promise.withResolvers<ChannelEnd>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    options.channel.open({ message: (text) => this.#receive(text), closed: (end) => this.#end(end) });
  }

  /** Aborted when the link has ended. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** @throws Fault as the other side answered, LINK_CLOSED, or REQUEST_TIMEOUT */
  request<M extends MethodName<Remote>>(method: M, data: RequestOf<Remote, M>): Promise<ResponseOf<Remote, M>> {
    if (this.signal.aborted) return Promise.reject(new Fault('LINK_CLOSED', { detail: method }));
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => {
      this.#pending.delete(id);
      reject(new Fault('REQUEST_TIMEOUT', { detail: method }));
    }, this.#options.requestTimeoutMs ?? 10_000);
    this.#pending.set(id, { resolve, reject, timer, method });
    this.#options.channel.send(encodeRequest(id, method, data));
    const schema = this.#options.remote.methods[method]?.response;
    return promise.then((value) => parseAnswer(schema as NonNullable<typeof schema>, value) as ResponseOf<Remote, M>);
  }

  emit<E extends EventName<Local>>(event: E, data: EventOf<Local, E>): void {
    if (!this.signal.aborted) this.#options.channel.send(encodeEvent(event, data));
  }

  close(code = normalClosure, reason = ''): void {
    if (this.signal.aborted) return;
    this.#end({ code, reason });
    this.#options.channel.close(code, reason);
  }

  /** Ends the link because of a fault of the other side, and tells it so by code and sentence. */
  closeWith(fault: Fault): void {
    if (this.signal.aborted) return;
    this.#options.channel.send(encodeFault(null, fault));
    this.close(fault.kind.wsClose ?? 1008, fault.code);
  }

  #end(end: ChannelEnd): void {
    if (this.signal.aborted) return;
    this.#abort.abort();
    for (const { reject, timer, method } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Fault('LINK_CLOSED', { detail: method }));
    }
    this.#pending.clear();
    this.#resolveClosed(end);
  }

  #receive(text: string): void {
    if (this.signal.aborted) return;
    if (this.#rate && !this.#rate.take()) {
      this.#refuse(new Fault('RATE_EXCEEDED'), 'rate');
      return;
    }
    // Characters are never more than bytes, and counting them costs nothing.
    const { maxMessageBytes = Number.POSITIVE_INFINITY } = this.#options;
    if (text.length > maxMessageBytes) {
      this.#refuse(new Fault('MESSAGE_TOO_LARGE'), 'frame');
      return;
    }
    let frame: Frame;
    try {
      frame = readFrame(text);
    } catch (error) {
      const fault = toFault(error);
      this.#options.onFault?.(fault, 'frame');
      this.#options.channel.send(encodeFault(null, fault));
      return;
    }
    this.#dispatch(frame);
  }

  /** The link ends, and who is on the other side hears why. */
  #refuse(fault: Fault, about: string): void {
    this.#options.onFault?.(fault, about);
    this.closeWith(fault);
  }

  #dispatch(frame: Frame): void {
    switch (frame.type) {
      case 'request':
        void this.#answer(frame.id, frame.method, frame.data);
        return;
      case 'response':
        this.#settle(frame.id, (pending) => pending.resolve(frame.data));
        return;
      case 'fault':
        if (frame.id === null) this.#options.onFault?.(Fault.fromWire(frame.fault), 'remote');
        else this.#settle(frame.id, (pending) => pending.reject(Fault.fromWire(frame.fault)));
        return;
      case 'event':
        this.#hear(frame.event, frame.data);
        return;
      default:
        frame satisfies never;
    }
  }

  async #answer(id: number, method: string, data: unknown): Promise<void> {
    try {
      const definition = Object.hasOwn(this.#options.local.methods, method)
        ? this.#options.local.methods[method]
        : undefined;
      if (!definition) throw new Fault('MESSAGE_UNKNOWN', { detail: method.slice(0, 64) });
      const handler = this.#options.handlers[method as MethodName<Local>];
      const request = parse(definition.request, data) as RequestOf<Local, MethodName<Local>>;
      const response = await handler(request);
      if (!this.signal.aborted) this.#options.channel.send(encodeResponse(id, response));
    } catch (error) {
      const fault = toFault(error);
      this.#options.onFault?.(fault, method.slice(0, 64));
      if (this.signal.aborted) return;
      this.#options.channel.send(encodeFault(id, fault));
      const { wsClose } = faultKind(fault.code);
      if (this.#options.faultsEndLink && wsClose !== undefined) this.close(wsClose, fault.code);
    }
  }

  #settle(id: number, run: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (!pending) return; // Answered after its time-out: nobody waits any more.
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    run(pending);
  }

  #hear(event: string, data: unknown): void {
    const schema = Object.hasOwn(this.#options.remote.events, event) ? this.#options.remote.events[event] : undefined;
    try {
      if (!schema) throw new Fault('MESSAGE_UNKNOWN', { detail: event.slice(0, 64) });
      const parsed = parseAnswer(schema, data) as EventOf<Remote, EventName<Remote>>;
      this.#options.listeners?.[event as EventName<Remote>]?.(parsed);
    } catch (error) {
      this.#options.onFault?.(toFault(error), event.slice(0, 64));
    }
  }
}
