import { Observable } from '@rostrum/lifecycle/observable';
import { type Channel, LinkPeer, type Listeners } from '@rostrum/link';
import {
  Fault,
  type MethodName,
  nothing,
  type RequestOf,
  type ResponseOf,
  stageProtocolVersion,
  stageServer,
  toFault,
} from '@rostrum/protocol';
import { initialSocketState, nextSocketState, type SocketEvent, type SocketState } from './resume-policy.ts';
import { SocketPulse } from './socket-pulse.ts';

type StageServer = typeof stageServer;
type Peer = LinkPeer<typeof nothing, StageServer>;
export type HelloAnswer = ResponseOf<StageServer, 'hello'>;

export interface SignalingOptions {
  /** Opens one socket to `/api/stage`. */
  readonly dial: () => Promise<Channel>;
  readonly session: string;
  /** The sending transport that the page still holds, and that a new socket should go on with. */
  readonly heldTransport: () => string | undefined;
  readonly listeners: Listeners<StageServer>;
  /** Each time that a socket has said hello. */
  readonly onHello: (answer: HelloAnswer) => void;
  readonly nowMs?: () => number;
}

/** The signaling socket of one page: opened again after each loss, by the resume policy. */
export class Signaling {
  readonly socket: Observable<SocketState>;
  readonly #options: SignalingOptions;
  readonly #now: () => number;
  #peer: Peer | undefined;
  #pulse: SocketPulse | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with each attempt, so that what an abandoned one brings home late is dropped. */
  #attempt = 0;

  constructor(options: SignalingOptions) {
    this.#options = options;
    this.#now = options.nowMs ?? (() => Date.now());
    this.socket = new Observable<SocketState>(initialSocketState(this.#now()));
  }

  start(): void {
    this.#schedule();
  }

  /** @throws Fault LINK_CLOSED while there is no socket, and whatever the server refuses with */
  request<M extends MethodName<StageServer>>(
    method: M,
    data: RequestOf<StageServer, M>,
  ): Promise<ResponseOf<StageServer, M>> {
    if (!this.#peer || this.socket.value.name !== 'open')
      return Promise.reject(new Fault('LINK_CLOSED', { detail: method }));
    return this.#peer.request(method, data);
  }

  /** The network changed or the machine slept: an open socket may be dead without knowing it, so it is replaced. */
  nudge(): void {
    if (this.socket.value.name === 'closed') return;
    this.#dropPeer();
    this.#apply({ type: 'nudged', atMs: this.#now() });
  }

  /** Something else speaks for a lost network: asks whether the socket is still alive. */
  doubt(): void {
    this.#pulse?.doubt();
  }

  close(): void {
    this.#apply({ type: 'left' });
    this.#dropPeer();
  }

  #dropPeer(): void {
    this.#attempt += 1;
    const peer = this.#peer;
    this.#peer = undefined;
    this.#pulse?.close();
    peer?.close();
  }

  #apply(event: SocketEvent): void {
    this.socket.set(nextSocketState(this.socket.value, event));
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const state = this.socket.value;
    if (state.name !== 'connecting' && state.name !== 'reconnecting') return;
    this.#attempt += 1;
    const attempt = this.#attempt;
    // Spread, so that a server that comes back is not met by everybody in the same moment.
    const pauseMs = state.retryInMs * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => void this.#connect(attempt), pauseMs);
  }

  async #connect(attempt: number): Promise<void> {
    const isStale = () => attempt !== this.#attempt;
    let peer: Peer | undefined;
    try {
      const channel = await this.#options.dial();
      if (isStale()) return channel.close(1000, '');
      peer = new LinkPeer({
        channel,
        local: nothing,
        handlers: {},
        remote: stageServer,
        listeners: this.#options.listeners,
      });
      const sendTransportId = this.#options.heldTransport();
      const answer = await peer.request('hello', {
        version: stageProtocolVersion,
        session: this.#options.session,
        resume: sendTransportId !== undefined,
        ...(sendTransportId === undefined ? {} : { sendTransportId }),
      });
      if (isStale()) return peer.close();
      this.#peer = peer;
      this.#watch(peer);
      this.#apply({ type: 'opened' });
      this.#options.onHello(answer);
    } catch (error) {
      peer?.close();
      if (!isStale()) this.#apply({ type: 'lost', code: 1006, atMs: this.#now(), fault: toFault(error) });
    }
  }

  #watch(peer: Peer): void {
    this.#pulse = new SocketPulse({
      ask: () => peer.request('ping', {}),
      onSilent: () => {
        if (this.#peer !== peer) return;
        this.#dropPeer();
        this.#apply({ type: 'lost', code: 1006, atMs: this.#now() });
      },
    });
    void peer.closed.then(({ code }) => {
      if (this.#peer !== peer) return;
      this.#peer = undefined;
      this.#pulse?.close();
      this.#apply({ type: 'lost', code, atMs: this.#now() });
    });
  }
}
