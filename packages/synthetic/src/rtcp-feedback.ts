/** What a receiver asks of the sender of one stream. */
export type RtcpFeedback =
  | { readonly type: 'key-frame'; readonly ssrc: number }
  | { readonly type: 'nack'; readonly ssrc: number; readonly sequenceNumbers: readonly number[] };

const transportFeedback = 205;
const payloadFeedback = 206;
const genericNack = 1;
const pictureLoss = 1;
const fullIntraRequest = 4;

/** RFC 4585 §6.2.1: a packet id, and a bit for each of the sixteen that follow. */
function nackedNumbers(view: DataView, start: number, end: number): number[] {
  const numbers: number[] = [];
  for (let at = start; at + 4 <= end; at += 4) {
    const first = view.getUint16(at);
    const mask = view.getUint16(at + 2);
    numbers.push(first);
    for (let bit = 0; bit < 16; bit++) if (mask & (1 << bit)) numbers.push((first + 1 + bit) & 0xffff);
  }
  return numbers;
}

/** The requests in a compound RTCP packet (RFC 3550 §6.1). What is malformed ends the reading. */
export function readRtcpFeedback(packet: Uint8Array): RtcpFeedback[] {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const found: RtcpFeedback[] = [];
  for (let at = 0; at + 4 <= packet.length; ) {
    const format = view.getUint8(at) & 0x1f;
    const type = view.getUint8(at + 1);
    const end = at + 4 + view.getUint16(at + 2) * 4;
    if (end > packet.length) break;
    if (end - at >= 12) {
      const ssrc = view.getUint32(at + 8);
      if (type === payloadFeedback && format === pictureLoss) found.push({ type: 'key-frame', ssrc });
      // RFC 5104 §4.3.1: the streams that are meant are named in the entries, not in the header.
      if (type === payloadFeedback && format === fullIntraRequest && end - at >= 20) {
        found.push({ type: 'key-frame', ssrc: view.getUint32(at + 12) });
      }
      if (type === transportFeedback && format === genericNack) {
        found.push({ type: 'nack', ssrc, sequenceNumbers: nackedNumbers(view, at + 12, end) });
      }
    }
    at = end;
  }
  return found;
}
