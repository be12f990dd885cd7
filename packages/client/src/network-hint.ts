/** The part of the Network Information API (https://wicg.github.io/netinfo/) that is read here. Chromium has it. */
export interface NetworkFacts {
  readonly effectiveType?: string;
  /** Mbit/s */
  readonly downlink?: number;
}

/** Without a start bitrate the top layer takes 8 s to come; with this one, 0.5 s. Browsers still back off by themselves. */
const usualStartKbps = 2500;

/**
 * What an uplink is trusted with at first, in kbit/s. On a network that the browser already knows to be thin, a high
 * start would cost the first seconds in freezes.
 */
export function startKbpsOf({ connection }: { readonly connection?: NetworkFacts }): number {
  const { effectiveType = '4g', downlink = Number.POSITIVE_INFINITY } = connection ?? {};
  if (effectiveType === 'slow-2g' || effectiveType === '2g') return 150;
  if (effectiveType === '3g') return 500;
  return downlink < 1 ? 800 : usualStartKbps;
}
