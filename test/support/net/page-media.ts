import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Every connection that the page has made, for a test to look into. */
    testConnections: RTCPeerConnection[];
    /** When a frame of somebody was shown, in ms of Date.now(). */
    testFrames: number[];
  }
}

/** One stream that a page receives, from https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict*. */
export interface Inbound {
  readonly kind: 'audio' | 'video';
  readonly framesDecoded: number;
  readonly frameHeight: number;
  readonly bytesReceived: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Times that a lost packet was asked for again. */
  readonly nackCount: number;
  readonly concealedSamples: number;
  readonly silentConcealedSamples: number;
  readonly totalSamplesReceived: number;
}

/** The way that media takes. */
export interface Path {
  /** The type of our candidate: `host`, `srflx`, `prflx`, `relay`. */
  readonly local: string;
  /** For a relayed one, how the TURN server is reached. */
  readonly relayProtocol?: string;
  readonly protocol: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
}

/** Runs in the page, before its own scripts: keeps the connections that it makes. */
export function keepConnections(): void {
  window.testConnections = [];
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.testConnections.push(this);
    }
  };
}

/** What a page's WebRTC connections say of themselves. */
export class PageMedia {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Everything that is received, the sum of all streams of a kind. Streams that have ended do not count. */
  inbound(kind: Inbound['kind']): Promise<Inbound> {
    return this.#page.evaluate(async (kind) => {
      const sum = {
        ...{ framesDecoded: 0, bytesReceived: 0, packetsReceived: 0, packetsLost: 0, nackCount: 0 },
        ...{ concealedSamples: 0, silentConcealedSamples: 0, totalSamplesReceived: 0 },
      };
      let frameHeight = 0;
      for (const connection of window.testConnections) {
        if (connection.connectionState === 'closed') continue;
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type !== 'inbound-rtp' || stat.kind !== kind) continue;
          for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += stat[name] ?? 0;
          frameHeight = Math.max(frameHeight, stat.frameHeight ?? 0);
        }
      }
      return { kind, frameHeight, ...sum };
    }, kind);
  }

  /** From now on, notes when the videos that the page has now show a frame. */
  async noteFrames(): Promise<void> {
    await this.#page.evaluate(() => {
      window.testFrames = [];
      for (const video of document.querySelectorAll('video')) {
        const note = () => {
          window.testFrames.push(Date.now());
          video.requestVideoFrameCallback(note);
        };
        video.requestVideoFrameCallback(note);
      }
    });
  }

  /** When frames were shown since `noteFrames`, in ms of Date.now(). */
  framesShown(): Promise<number[]> {
    return this.#page.evaluate(() => window.testFrames);
  }

  /** Bytes of RTP that were sent. */
  sentBytes(): Promise<number> {
    return this.#page.evaluate(async () => {
      let sum = 0;
      for (const connection of window.testConnections) {
        if (connection.connectionState === 'closed') continue;
        for (const stat of (await connection.getStats()).values())
          if (stat.type === 'outbound-rtp') sum += stat.bytesSent;
      }
      return sum;
    });
  }

  /** Lines of the highest picture that is sent now, and bytes of its stream. */
  sentTop(): Promise<{ height: number; bytes: number }> {
    return this.#page.evaluate(async () => {
      let top = { height: 0, bytes: 0 };
      for (const connection of window.testConnections) {
        if (connection.connectionState === 'closed') continue;
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type !== 'outbound-rtp' || stat.kind !== 'video' || !stat.framesPerSecond) continue;
          if (stat.frameHeight > top.height) top = { height: stat.frameHeight, bytes: stat.bytesSent };
        }
      }
      return top;
    });
  }

  /** The simulcast layers of pictures, by their identifier. A layer that is quiet now, as nobody wants it, has no `height`. */
  simulcastLayers(): Promise<{ rid: string; mimeType: string; height?: number }[]> {
    return this.#page.evaluate(async () => {
      const layers: { rid: string; mimeType: string; height?: number }[] = [];
      for (const connection of window.testConnections) {
        if (connection.connectionState === 'closed') continue;
        const stats = await connection.getStats();
        for (const stat of stats.values()) {
          if (stat.type !== 'outbound-rtp' || stat.kind !== 'video' || !stat.rid) continue;
          const { mimeType } = stats.get(stat.codecId) ?? {};
          layers.push({ rid: stat.rid, mimeType, ...(stat.frameHeight ? { height: stat.frameHeight } : {}) });
        }
      }
      return layers;
    });
  }

  /** Of each connection that has one: the pair of candidates in use. What sends comes first. */
  paths(): Promise<Path[]> {
    return this.#page.evaluate(async () => {
      const paths: Path[] = [];
      const open = window.testConnections.filter(({ connectionState }) => connectionState !== 'closed');
      const sends = (one: RTCPeerConnection) => one.getSenders().some(({ track }) => track !== null);
      for (const connection of open.sort((a, b) => Number(sends(b)) - Number(sends(a)))) {
        const stats = await connection.getStats();
        const transport = [...stats.values()].find(({ type }) => type === 'transport');
        const pair = stats.get(transport?.selectedCandidatePairId);
        const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
        if (!local || !remote) continue;
        const { candidateType, relayProtocol, protocol, address } = local;
        const relay = relayProtocol === undefined ? {} : { relayProtocol };
        paths.push({ local: candidateType, ...relay, protocol, localAddress: address, remoteAddress: remote.address });
      }
      return paths;
    });
  }
}
