import { type ConfigOf, common, node, optionalSetting, redis, setting, videoCodec } from '@rostrum/config';
import Type from 'typebox';

export const sfuSettings = {
  ...common,
  ...redis,
  ...node,
  rtcPort: setting('ROSTRUM_RTC_PORT', Type.Integer({ minimum: 1, maximum: 65535 }), {
    about: 'The media port, UDP and TCP; each further worker takes the next. Default 40000.',
    fallback: '40000',
  }),
  rtcAddress: setting('ROSTRUM_RTC_ADDRESS', Type.String({ minLength: 1, maxLength: 64 }), {
    about: 'The address that media sockets are bound to; default 127.0.0.1.',
    fallback: '127.0.0.1',
  }),
  announcedAddress: optionalSetting('ROSTRUM_ANNOUNCED_ADDRESS', Type.String({ minLength: 1, maxLength: 255 }), {
    about: 'The address that browsers send media to, when it is not the bound one (NAT, a public address).',
  }),
  privateAddress: optionalSetting('ROSTRUM_PRIVATE_ADDRESS', Type.String({ minLength: 1, maxLength: 255 }), {
    about:
      'The address that other SFU nodes and mixers send media to, when it is not the bound one: on a private network, ' +
      'or a public one between regions (pipes are encrypted).',
  }),
  capacityKbps: optionalSetting('ROSTRUM_SFU_CAPACITY_KBPS', Type.Integer({ minimum: 1 }), {
    about: 'What this node may send at once, in kbit/s; rooms go elsewhere before. Default 400000 for each worker.',
  }),
  drainSeconds: setting('ROSTRUM_DRAIN_SECONDS', Type.Integer({ minimum: 0, maximum: 600 }), {
    about:
      'How long a node that is told to end waits for its rooms to be moved to others, 0 to 600; default 30. Without ' +
      'another node it ends at once.',
    fallback: '30',
  }),
  workers: setting('ROSTRUM_SFU_WORKERS', Type.Integer({ minimum: 1, maximum: 64 }), {
    about: 'mediasoup workers, one core each; default 1.',
    fallback: '1',
  }),
  videoCodec,
  workerBin: optionalSetting('MEDIASOUP_WORKER_BIN', Type.String({ minLength: 1 }), {
    about: "The mediasoup worker's program; default: the one that came with the package.",
  }),
} as const;

export type SfuConfig = ConfigOf<typeof sfuSettings>;
