/** The part of RTCRtpSender that is needed here. */
export type LayeredSender = Pick<RTCRtpSender, 'getParameters' | 'setParameters'>;

/**
 * What a layer that nobody looks at still sends, in bit/s: two or three pictures a second. Turned off for good it would
 * be shown 3.4 s after somebody wants it again (the SFU knows nothing of its rate, and the path to the receiver is not
 * trusted with it yet); from this trickle it is there in less than a second, mostly.
 */
const trickleBitsPerSecond = 50_000;

/**
 * Which layers are sent as they should be when the highest that anybody wants is `maxSpatialLayer`; −1: nobody looks.
 * The lowest of several always is: it is on the screen at once when somebody looks again.
 */
export const wantedLayers = (count: number, maxSpatialLayer: number): boolean[] =>
  Array.from({ length: count }, (_, layer) => layer <= Math.max(count > 1 ? 0 : -1, maxSpatialLayer));

/**
 * Sends a source up to a layer, and of the ones above it a trickle, in place. mediasoup-client's own
 * `setMaxSpatialLayer` ends the layers above, and negotiates anew each time.
 * @param fullRates as planned, in bit/s, by layer; none for a source whose rate is the browser's own affair (sound).
 */
export async function limitLayers(
  sender: LayeredSender | undefined,
  fullRates: readonly number[],
  maxSpatialLayer: number,
): Promise<void> {
  if (!sender || fullRates.length === 0) return;
  const parameters = sender.getParameters();
  const rates = wantedLayers(fullRates.length, maxSpatialLayer).map((isWanted, layer) =>
    isWanted ? (fullRates[layer] ?? trickleBitsPerSecond) : trickleBitsPerSecond,
  );
  if (parameters.encodings.every(({ maxBitrate }, layer) => maxBitrate === rates[layer])) return;
  for (const [layer, encoding] of parameters.encodings.entries()) {
    const rate = rates[layer];
    if (rate !== undefined) encoding.maxBitrate = rate;
  }
  await sender.setParameters(parameters);
}
