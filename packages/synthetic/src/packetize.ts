/** With IP, UDP and RTP headers, and SRTP's tag where it is forwarded, this stays below an Ethernet frame. */
const maxPayloadBytes = 1180;

function slices(bytes: Uint8Array, from: number, size: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil((bytes.length - from) / size));
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(from + index * size, Math.min(bytes.length, from + (index + 1) * size)),
  );
}

function joined(head: readonly number[], body: Uint8Array): Uint8Array {
  const payload = new Uint8Array(head.length + body.length);
  payload.set(head);
  payload.set(body, head.length);
  return payload;
}

/** RTP payloads of one VP8 frame: RFC 7741 §4.2, a descriptor with a 15-bit picture id before each piece. */
export function vp8Payloads(frame: Uint8Array, pictureId: number): Uint8Array[] {
  const id = pictureId & 0x7fff;
  return slices(frame, 0, maxPayloadBytes).map((piece, index) =>
    // X: extensions follow. S: the start of partition 0. I: a picture id. M: it has 15 bits.
    joined([0x80 | (index === 0 ? 0x10 : 0), 0x80, 0x80 | (id >> 8), id & 0xff], piece),
  );
}

/** The NAL units of an Annex B byte stream (ITU-T H.264 Annex B), without start codes. */
export function nalUnits(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let at = 0; at + 2 < stream.length; at++) {
    if (stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1) {
      starts.push(at + 3);
      at += 2;
    }
  }
  return starts.map((start, index) => {
    const next = starts[index + 1];
    let end = next === undefined ? stream.length : next - 3;
    // A four-byte start code begins with one more zero, which belongs to no unit.
    while (next !== undefined && end > start && stream[end - 1] === 0) end -= 1;
    return stream.subarray(start, end);
  });
}

/** RTP payloads of one H.264 access unit: RFC 6184 §5.6 single NAL units, §5.8 FU-A for what is larger. */
export function h264Payloads(accessUnit: Uint8Array): Uint8Array[] {
  return nalUnits(accessUnit).flatMap((unit) => {
    if (unit.length <= maxPayloadBytes) return [unit];
    const header = unit[0] ?? 0;
    const pieces = slices(unit, 1, maxPayloadBytes - 2);
    return pieces.map((piece, index) => {
      const start = index === 0 ? 0x80 : 0;
      const end = index === pieces.length - 1 ? 0x40 : 0;
      return joined([(header & 0xe0) | 28, start | end | (header & 0x1f)], piece);
    });
  });
}
