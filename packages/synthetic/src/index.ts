export { beepBlock } from './beep.ts';
export { vp8Payloads } from './packetize.ts';
export { Painter } from './painter.ts';
export type { VideoCodec } from './presenter-media.ts';
export { type RtcpFeedback, readRtcpFeedback } from './rtcp-feedback.ts';
export { RtpOut } from './rtp-out.ts';
export * from './signals.ts';
export { SyntheticPresenter, type SyntheticPresenterOptions } from './synthetic-presenter.ts';
