import { TcpRelay, UdpRelay } from '../../support/net/relay.ts';

/** How somebody reaches the servers. */
export interface Way {
  readonly name: string;
  /** Of the pages and of signaling. */
  readonly url: string;
  /** Runs in the page first. */
  readonly prepare: string;
}

export interface RelayedWay extends Way {
  close(): Promise<void>;
}

export const directWay = (url: string): Way => ({ name: 'loopback', url, prepare: '' });

export interface RelayedOptions {
  readonly url: string;
  /** Where the SFU takes media on 127.0.0.1. */
  readonly rtcPort: number;
  readonly roundTripMs: number;
}

/**
 * Signaling and media of one person through relays; everybody else is as near as before. In their page the SFU's UDP
 * candidate gets the relay's port, and its TCP candidate is taken away.
 */
export async function relayedWay({ url, rtcPort, roundTripMs }: RelayedOptions): Promise<RelayedWay> {
  const address = '127.0.0.1';
  const seed = 1;
  const [tcp, udp] = await Promise.all([
    TcpRelay.open({ address, seed, target: { address, port: Number(new URL(url).port) } }),
    UdpRelay.open({ address, seed, target: { address, port: rtcPort } }),
  ]);
  for (const relay of [tcp, udp]) relay.impair({ delayMs: roundTripMs / 2 });
  const prepare = `{
    const set = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
      const lines = sdp.split('\\r\\n').filter((line) => !/^a=candidate:\\S+ \\d+ tcp /i.test(line));
      const moved = lines.map((line) =>
        /^a=candidate:/.test(line) ? line.replace(' ${rtcPort} typ', ' ${udp.endpoint.port} typ') : line);
      return set.call(this, { type, sdp: moved.join('\\r\\n') });
    };
  }`;
  return {
    name: `${roundTripMs} ms relay`,
    url: `http://${address}:${tcp.endpoint.port}`,
    prepare,
    async close() {
      udp.close();
      await tcp.close();
    },
  };
}
