import type { types } from 'mediasoup-client';

/** Above all that a page sends; a browser looks at the start anew when this has changed. */
const ceilingKbps = 20_000;

/**
 * The other side's description, asking the browser to begin its estimate at `startKbps`: `x-google-start-bitrate` and
 * `x-google-max-bitrate` of libwebrtc. Undefined where no video says a start.
 * @param serial another one each time
 */
export function withStart(sdp: string, startKbps: number, serial: number): string | undefined {
  if (!sdp.includes('x-google-start-bitrate=')) return undefined;
  return sdp
    .replaceAll(/;?x-google-max-bitrate=\d+/g, '')
    .replaceAll(
      /x-google-start-bitrate=\d+/g,
      `x-google-start-bitrate=${startKbps};x-google-max-bitrate=${ceilingKbps + serial}`,
    );
}

/** mediasoup-client keeps it to itself, and has no word for what is done here. */
function connectionOf({ handler }: types.Transport): RTCPeerConnection | undefined {
  const { _pc: connection } = handler as unknown as { readonly _pc?: RTCPeerConnection };
  return connection;
}

/** Lets the estimate of a transport that sends begin anew, again and again. */
export class EstimateStart {
  readonly #transport: types.Transport;
  #serial = 0;
  #isBusy = false;

  constructor(transport: types.Transport) {
    this.#transport = transport;
  }

  /** By an exchange of descriptions within this page. While another one is under way nothing is done. @param bits bit/s */
  async at(bits: number): Promise<void> {
    const connection = connectionOf(this.#transport);
    if (this.#isBusy || connection?.signalingState !== 'stable') return;
    const sdp = withStart(connection.currentRemoteDescription?.sdp ?? '', Math.round(bits / 1000), this.#serial + 1);
    if (sdp === undefined) return;
    this.#isBusy = true;
    this.#serial += 1;
    try {
      await connection.setLocalDescription();
      await connection.setRemoteDescription({ type: 'answer', sdp });
    } catch {
      // The transport was closed, or something else was agreed on meanwhile: the next reading tries again.
    } finally {
      this.#isBusy = false;
    }
  }
}
