import type { IceServer, RtpParameters, WebRtcTransportOptions } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';

// Our schemas bound what crosses the wire, and leave mediasoup's closed lists of strings to mediasoup, which checks
// them itself. These are the only places where the one type is taken for the other.

export const toTransportOptions = (
  wire: WebRtcTransportOptions,
  iceServers: readonly IceServer[] = [],
): types.TransportOptions => ({ ...wire, iceServers: toIceServers(iceServers) }) as unknown as types.TransportOptions;

export const toRtpParameters = (wire: RtpParameters): types.RtpParameters => wire as unknown as types.RtpParameters;

export const fromRtpParameters = (ours: types.RtpParameters): RtpParameters => ours as unknown as RtpParameters;

export const toIceServers = (wire: readonly IceServer[]): RTCIceServer[] =>
  wire.map(({ urls, ...credential }) => ({ urls: [...urls], ...credential }));
