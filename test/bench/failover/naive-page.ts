/** How a simple client finds out that its media server is gone. */
export type Naivety =
  /** As told by the server. */
  | 'told'
  /** By its own ICE state alone (https://www.w3.org/TR/webrtc/#dom-rtciceconnectionstate). */
  | 'ice';

/** Runs in the page before its own scripts. */
function install(naivety: Naivety): void {
  const listeners = new Set<(event: MessageEvent) => void>();
  const lost = new MessageEvent('message', {
    data: JSON.stringify({ type: 'event', event: 'mediaLost', data: { reason: 'naive' } }),
  });
  /** What the page is to hear instead; undefined: nothing. */
  const heardInstead = (event: MessageEvent) => {
    if (typeof event.data !== 'string' || !/"event":"media(Moved|Lost)"/.test(event.data)) return event;
    return naivety === 'told' ? lost : undefined;
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    override addEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: AddEventListenerOptions,
    ): void {
      if (type !== 'message' || typeof listener !== 'function') {
        super.addEventListener(type, listener, options);
        return;
      }
      listeners.add(listener);
      const hear = (event: MessageEvent) => {
        const instead = heardInstead(event);
        if (instead) listener(instead);
      };
      super.addEventListener('message', hear, options);
    }
  };
  if (naivety === 'told') return;
  let toldAtMs = 0;
  const tell = () => {
    // Both of its connections break, and it joins again once.
    if (Date.now() - toldAtMs < 1000) return;
    toldAtMs = Date.now();
    for (const listener of listeners) listener(lost);
  };
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('iceconnectionstatechange', () => {
        if (this.iceConnectionState === 'disconnected' || this.iceConnectionState === 'failed') tell();
      });
    }

    /** It does not look at what its connections count. */
    override getStats(): Promise<RTCStatsReport> {
      return Promise.resolve(new Map() as unknown as RTCStatsReport);
    }
  };
}

/** For `prepare` of a visit: a page that closes everything when its media server is gone, and joins again from the beginning. */
export const naivePage = (naivety: Naivety): string => `(${install})(${JSON.stringify(naivety)})`;
