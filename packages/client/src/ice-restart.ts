import { type Fault, type IceServer, toFault } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { toIceServers } from './media-types.ts';

export interface IceRestartOptions {
  /** Asks the room for new ICE parameters, and for TURN servers with credentials that still count. */
  readonly request: () => Promise<{ iceParameters: types.IceParameters; iceServers?: readonly IceServer[] }>;
  /** The path broke. The signaling socket may have gone with it. */
  readonly onBroken?: () => void;
  /** The room no longer has the transport: the media must be opened anew. */
  readonly onGone: (fault: Fault) => void;
  /** Between two attempts while the path stays broken. Default 2000. */
  readonly pauseMs?: number;
}

/**
 * Restarts ICE of a transport while its path is broken (a changed network, a dead NAT binding). `disconnected` can
 * heal by itself, but a restart costs nothing and brings the media back seconds earlier.
 */
export class IceRestart {
  readonly #transport: types.Transport;
  readonly #options: IceRestartOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isBusy = false;
  #isClosed = false;
  /** The network changed, and no restart has come through since. */
  #isOwed = false;

  constructor(transport: types.Transport, options: IceRestartOptions) {
    this.#transport = transport;
    this.#options = options;
    transport.on('connectionstatechange', (state) => {
      if (this.#isClosed) return;
      if (state === 'disconnected') options.onBroken?.();
      this.look();
    });
  }

  /** The network is known to have changed: do not wait until ICE notices. */
  now(): void {
    if (this.#transport.connectionState === 'new') return;
    this.#isOwed = true;
    this.look();
  }

  /** Restarts if there is a reason to. After a resumed socket: what could not be asked for meanwhile is asked for now. */
  look(): void {
    clearTimeout(this.#timer);
    const { connectionState } = this.#transport;
    if (this.#isOwed || connectionState === 'failed' || connectionState === 'disconnected') void this.#restart();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #restart(): Promise<void> {
    if (this.#isBusy || this.#isClosed || this.#transport.closed) return;
    this.#isBusy = true;
    const wasOwed = this.#isOwed;
    this.#isOwed = false; // What changes from here on needs another one.
    try {
      const { iceParameters, iceServers } = await this.#options.request();
      if (this.#transport.closed) return;
      if (iceServers) await this.#transport.updateIceServers({ iceServers: toIceServers(iceServers) });
      await this.#transport.restartIce({ iceParameters });
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'TRANSPORT_NOT_FOUND' || fault.code === 'MESSAGE_OUT_OF_ORDER') this.#options.onGone(fault);
      // Anything else (the socket is away, the server is slow) is tried again below.
      this.#isOwed ||= wasOwed;
    } finally {
      this.#isBusy = false;
    }
    if (!(this.#transport.closed || this.#isClosed))
      this.#timer = setTimeout(() => this.look(), this.#options.pauseMs ?? 2000);
  }
}
