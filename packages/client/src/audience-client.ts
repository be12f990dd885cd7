import { type Channel, dial } from '@rostrum/link';
import type { StageState } from '@rostrum/protocol';
import { Observable } from './observable.ts';
import type { SocketState } from './resume-policy.ts';
import { Signaling } from './signaling.ts';
import { WakeWatch } from './wake-watch.ts';

export interface AudienceView {
  readonly socket: SocketState;
  readonly room: StageState | undefined;
}

export interface AudienceClientOptions {
  /** `wss://host/api/stage` */
  readonly url: string;
  readonly session: string;
  /** For tests. Default: a WebSocket to `url`. */
  readonly dialWith?: (url: string) => Promise<Channel>;
}

/** A viewer's socket: hears when the webinar goes live and when it ends. */
export class AudienceClient {
  readonly view: Observable<AudienceView>;
  readonly #signaling: Signaling;
  readonly #wake: WakeWatch;

  static open(options: AudienceClientOptions): AudienceClient {
    const client = new AudienceClient(options);
    client.#signaling.start();
    return client;
  }

  private constructor({ url, session, dialWith = dial }: AudienceClientOptions) {
    this.#signaling = new Signaling({
      dial: () => dialWith(url),
      session,
      holdsMedia: () => false,
      onHello: (answer) => this.view.set({ ...this.view.value, room: answer.state }),
      listeners: { state: (room) => this.view.set({ ...this.view.value, room }) },
    });
    this.view = new Observable<AudienceView>({ socket: this.#signaling.socket.value, room: undefined });
    this.#signaling.socket.subscribe(() => this.view.set({ ...this.view.value, socket: this.#signaling.socket.value }));
    this.#wake = new WakeWatch({ target: globalThis.window, onWake: () => this.#signaling.nudge() });
  }

  close(): void {
    this.#wake.close();
    this.#signaling.close();
  }
}
