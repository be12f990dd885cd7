/** What is missing to the ceilings is mostly headroom. */
const enoughShare = 0.7;

/**
 * Whether what may be sent waits for the browser's estimate of the path. A sender that has sent little is believed little:
 * after one hiccup of the path the estimate is about what was sent just then, and from there it grows by a few percent a
 * second, for as long as all that it allows is sent.
 * @param estimate of the path, bit/s; undefined when the browser has not said
 * @param wanted what may be sent, by layer, bit/s
 */
export const isHeldBack = (estimate: number | undefined, wanted: readonly number[]): boolean =>
  estimate !== undefined && estimate < enoughShare * wanted.reduce((total, rate) => total + rate, 0);

/** The estimate of the path that is in use: https://www.w3.org/TR/webrtc-stats/#dom-rtcicecandidatepairstats-availableoutgoingbitrate */
export function estimateIn(report: RTCStatsReport): number | undefined {
  for (const stats of report.values()) {
    if (stats.type === 'candidate-pair' && stats.nominated && stats.availableOutgoingBitrate !== undefined) {
      return stats.availableOutgoingBitrate;
    }
  }
  return undefined;
}
