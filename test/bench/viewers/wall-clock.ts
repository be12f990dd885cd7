/** Milliseconds since 1970 with a fraction, the same in all processes of a machine. */
export const wallClockMs = (): number => performance.timeOrigin + performance.now();

/** A part begins with the moment at which it was offered to the origin. */
export function stamp(bytes: Buffer): Buffer {
  bytes.writeDoubleLE(wallClockMs(), 0);
  return bytes;
}
export const readStamp = (bytes: Buffer): number => bytes.readDoubleLE(0);
export const stampBytes = 8;
