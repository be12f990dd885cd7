/** A clock this near is believed: the header knows whole seconds, and a good clock knows tenths. */
const nearMs = 2000;
/** An answer that took longer says little of the time. */
const slowMs = 4000;

let aheadMs = 0;

interface Exchange {
  /** RFC 9110 §6.6.1. */
  readonly date: string | null;
  /** By this device's clock. */
  readonly askedMs: number;
  readonly answeredMs: number;
}

/** How far the server's clock is ahead of this device's, in ms; 0 where that is little; undefined where nobody can say. */
export function aheadOf({ date, askedMs, answeredMs }: Exchange): number | undefined {
  const serverMs = Date.parse(date ?? '') + 500; // In the middle of its second.
  if (Number.isNaN(serverMs) || answeredMs - askedMs > slowMs) return undefined;
  const differenceMs = serverMs - (askedMs + answeredMs) / 2;
  return Math.abs(differenceMs) < nearMs ? 0 : differenceMs;
}

/** Learns from an answer of the server. */
export function heedClock(exchange: Exchange): void {
  aheadMs = aheadOf(exchange) ?? aheadMs;
}

/** Milliseconds since 1970, by the server's clock: people's devices are minutes wrong now and then. */
export const serverNow = (): number => Date.now() + aheadMs;
