import type { types } from 'mediasoup';

/** Browsers send what the router names first. */
export type VideoCodec = 'vp8' | 'h264';

const opus: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48000,
  channels: 2,
  parameters: { useinbandfec: 1, usedtx: 1 },
};

const video: Readonly<Record<VideoCodec, types.RouterRtpCodecCapability>> = {
  vp8: { kind: 'video', mimeType: 'video/VP8', clockRate: 90000 },
  h264: {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
};

/** What a router forwards, the preferred first. Every browser can send and play all of it. */
export const mediaCodecs = (preferred: VideoCodec): types.RouterRtpCodecCapability[] =>
  preferred === 'vp8' ? [opus, video.vp8, video.h264] : [opus, video.h264, video.vp8];
