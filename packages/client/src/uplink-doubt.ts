/**
 * The browser's own search for more (GoogCC's probes) begins when it is allowed to send more while it sends clearly less
 * than its estimate: 65 % of it, as libwebrtc's AlrDetector has it. Half is on the safe side.
 */
const searchingShare = 0.5;

/**
 * Whether the browser would only creep towards what it may send now. A sender that has sent little is believed little: after
 * one hiccup of the path the estimate is about what was sent just then, and from there it grows by a few percent a second.
 * @param estimate of the path, bit/s; undefined when the browser has not said
 * @param before what was sent until now, by layer, bit/s
 * @param wanted what may be sent from now on
 */
export function isInDoubt(
  estimate: number | undefined,
  { before, wanted }: { readonly before: readonly number[]; readonly wanted: readonly number[] },
): boolean {
  if (estimate === undefined || estimate >= sum(wanted)) return false;
  return sum(before) > searchingShare * estimate;
}

const sum = (rates: readonly number[]): number => rates.reduce((total, rate) => total + rate, 0);

/** The estimate of the path that is in use: https://www.w3.org/TR/webrtc-stats/#dom-rtcicecandidatepairstats-availableoutgoingbitrate */
export function estimateIn(report: RTCStatsReport): number | undefined {
  for (const stats of report.values()) {
    if (stats.type === 'candidate-pair' && stats.nominated && stats.availableOutgoingBitrate !== undefined) {
      return stats.availableOutgoingBitrate;
    }
  }
  return undefined;
}
