/** The part of RTCRtpSender that is needed here. */
export type LayeredSender = Pick<RTCRtpSender, 'getParameters' | 'setParameters'>;

/**
 * Which encodings are sent when the highest layer that anybody wants is `maxSpatialLayer`. The lowest one always is:
 * it costs 150 kbit/s, keeps the estimate of the path alive, and is on the screen at once when somebody looks again.
 */
export const activeLayers = (count: number, maxSpatialLayer: number): boolean[] =>
  Array.from({ length: count }, (_, layer) => layer <= Math.max(0, maxSpatialLayer));

/**
 * Turns encodings on and off in place. mediasoup-client's own `setMaxSpatialLayer` negotiates anew each time, which
 * takes longer and is not needed (https://www.w3.org/TR/webrtc/#dom-rtcrtpencodingparameters-active).
 */
export async function limitLayers(sender: LayeredSender | undefined, maxSpatialLayer: number): Promise<void> {
  if (!sender) return;
  const parameters = sender.getParameters();
  const wanted = activeLayers(parameters.encodings.length, maxSpatialLayer);
  if (parameters.encodings.every(({ active }, layer) => active === wanted[layer])) return;
  for (const [layer, encoding] of parameters.encodings.entries()) encoding.active = wanted[layer] ?? true;
  await sender.setParameters(parameters);
}
