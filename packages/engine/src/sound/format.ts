import { AV_CHANNEL_ORDER_NATIVE } from 'node-av/constants';

/** The whole engine works in stereo at 48 kHz: Opus's own rate. */
export const sampleRate = 48_000;
/** One AAC frame. */
export const blockSamples = 1024;

/** Front left and front right, libav's AV_CH_LAYOUT_STEREO. */
export const stereo = { nbChannels: 2, order: AV_CHANNEL_ORDER_NATIVE, mask: 3n };
