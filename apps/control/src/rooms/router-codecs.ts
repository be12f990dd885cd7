import type { NodeId, RtpCapabilities } from '@rostrum/protocol';
import type { RoomCore } from './room-core.ts';

/** What the room's routers can do, which a page must know before it opens anything. The same at all nodes of a room. */
export class RouterCodecs {
  readonly #core: RoomCore;
  readonly #onHomeLost: (home: NodeId) => void;
  #known: { readonly home: NodeId; readonly routerRtpCapabilities: RtpCapabilities } | undefined;

  /** @param onHomeLost home was asked, and has lost the room */
  constructor(core: RoomCore, onHomeLost: (home: NodeId) => void) {
    this.#core = core;
    this.#onHomeLost = onHomeLost;
  }

  /** Asks home, which is chosen near `region` where there is none. In the room's queue. @throws Fault SFU_UNAVAILABLE */
  async ask(region?: string): Promise<RtpCapabilities> {
    const home = await this.#core.nodes.home(region === undefined ? {} : { region });
    const { rtpCapabilities, isNew } = await this.#core.nodes.claim(home);
    if (isNew) this.#onHomeLost(home);
    this.#known = { home, routerRtpCapabilities: rtpCapabilities };
    return rtpCapabilities;
  }

  /** Without asking the home again: whoever prepares finds out with what they open there. */
  async known(): Promise<RtpCapabilities> {
    if (this.#known?.home === this.#core.record.home) return this.#known.routerRtpCapabilities;
    return this.ask();
  }

  /** For the page of somebody who may be asked on stage. Nothing while no SFU has the room, or does not answer. */
  async forHand(): Promise<{ routerRtpCapabilities?: RtpCapabilities }> {
    if (this.#core.record.home === null) return {};
    return this.known().then(
      (routerRtpCapabilities) => ({ routerRtpCapabilities }),
      () => ({}), // Their hand is up; the codecs come with an offer.
    );
  }
}
