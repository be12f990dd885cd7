/** The clock that the pages on this machine have too, milliseconds since 1970. */
export const wallClockMs = (): number => performance.timeOrigin + performance.now();
