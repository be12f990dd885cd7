import { Fault, type Kind, type RtpCapabilities, type RtpParameters } from '@rostrum/protocol';

/** What a browser says of its codecs is about 15 kB. It is kept with the room, and goes to the SFU beside other fields. */
const maxRtpJsonLength = 64 * 1024;

/** @throws Fault RTP_PARAMETERS_INVALID */
export function assertSmall(rtp: RtpParameters | RtpCapabilities): void {
  const { length } = JSON.stringify(rtp);
  if (length > maxRtpJsonLength) throw new Fault('RTP_PARAMETERS_INVALID', { detail: `${length} characters of JSON` });
}

/** mediasoup itself would take a voice as a camera. @throws Fault RTP_PARAMETERS_INVALID */
export function assertKind({ codecs }: RtpParameters, kind: Kind): void {
  const stranger = codecs.find(({ mimeType }) => !mimeType.toLowerCase().startsWith(`${kind}/`));
  if (stranger) throw new Fault('RTP_PARAMETERS_INVALID', { detail: `${stranger.mimeType} is no ${kind}` });
}
