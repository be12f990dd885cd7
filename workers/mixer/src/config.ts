import { type ConfigOf, common, node, redis, setting } from '@rostrum/config';
import Type from 'typebox';

export const mixerSettings = {
  ...common,
  ...redis,
  ...node,
  rtpAddress: setting('ROSTRUM_RTP_ADDRESS', Type.String({ minLength: 1, maxLength: 64 }), {
    about: 'The address on which the mixer takes RTP from the media servers; default 127.0.0.1.',
    fallback: '127.0.0.1',
  }),
} as const;

export type MixerConfig = ConfigOf<typeof mixerSettings>;

/** Of a programme's process; set by the mixer that starts it. */
export const programmeSettings = {
  logLevel: common.logLevel,
  nodeId: node.nodeId,
  rtpAddress: mixerSettings.rtpAddress,
} as const;

export type ProgrammeConfig = ConfigOf<typeof programmeSettings>;
