import {
  type ConfigOf,
  common,
  dataDir,
  httpUrl,
  optionalSetting,
  programmeFormat,
  redis,
  retention,
  setting,
  storage,
  turn,
} from '@rostrum/config';
import { StandbyPolicySchema } from '@rostrum/protocol';
import Type from 'typebox';

export const controlSettings = {
  ...common,
  ...redis,
  ...turn,
  ...programmeFormat,
  dataDir,
  databaseUrl: optionalSetting('DATABASE_URL', Type.String({ pattern: '^postgres(ql)?://', maxLength: 2048 }), {
    about: 'The PostgreSQL server: postgresql://user:password@host/database. Default: PGlite in the data folder.',
  }),
  publicUrl: httpUrl('ROSTRUM_PUBLIC_URL', 'Where people reach this server with a browser; links begin with it.'),
  originUrl: httpUrl(
    'ROSTRUM_ORIGIN_URL',
    'Where this server and the mixers reach the origin; with commas, several of one storage: the one that answers is used.',
  ),
  originPublicUrl: httpUrl(
    'ROSTRUM_ORIGIN_PUBLIC_URL',
    "Where viewers' players reach the origin, or the CDN before it.",
  ),
  webDir: setting('ROSTRUM_WEB_DIR', Type.String({ minLength: 1 }), { about: 'The folder of the built pages.' }),
  trustedProxies: setting('ROSTRUM_TRUSTED_PROXIES', Type.String({ pattern: '^[a-zA-Z0-9.:/, ]{1,2000}$' }), {
    about:
      'Addresses or networks, with commas, of the proxies whose X-Forwarded-For names the caller; rates are limited by ' +
      'caller. Default loopback.',
    fallback: 'loopback',
  }),
  nodeId: optionalSetting('ROSTRUM_NODE_ID', Type.String({ pattern: '^[a-zA-Z0-9._-]{1,64}$' }), {
    about:
      'A name that no other control process has, the same after a restart: it then has its rooms back at once. Default: ' +
      "the machine's name and the port.",
  }),
  internalUrl: optionalSetting('ROSTRUM_INTERNAL_URL', Type.String({ pattern: '^https?://', maxLength: 2048 }), {
    about:
      'Where the other control processes reach this one, if not at its own address and port. Needed when there are ' +
      'several and ROSTRUM_HOST is no address that leads here.',
  }),
  emptyStageMinutes: setting('ROSTRUM_EMPTY_STAGE_MINUTES', Type.Integer({ minimum: 0, maximum: 1440 }), {
    about: 'A live webinar ends by itself after so many minutes with nobody on the stage; default 30, 0 for never.',
    fallback: '30',
  }),
  ...retention,
  ...storage,
  region: setting('ROSTRUM_REGION', Type.String({ pattern: '^[a-z0-9-]{1,32}$' }), {
    about: 'Rooms are placed on nodes of this region when there are any; default "local".',
    fallback: 'local',
  }),
  regionHeader: optionalSetting('ROSTRUM_REGION_HEADER', Type.String({ pattern: '^[a-zA-Z0-9-]{1,64}$' }), {
    about:
      'A header in which the CDN or load balancer before this server names the region that a visitor is in, in the words of ' +
      'ROSTRUM_REGION. Default: none; whoever comes is taken to be where this process is.',
  }),
  regionDistances: optionalSetting(
    'ROSTRUM_REGION_DISTANCES',
    Type.String({ pattern: '^[a-z0-9-]+/[a-z0-9-]+=\\d{1,4}(,\\s*[a-z0-9-]+/[a-z0-9-]+=\\d{1,4})*$', maxLength: 4096 }),
    {
      about:
        'Round-trip times between regions in ms, for people in a region without an SFU node: eu/us=80,eu/asia=150. ' +
        'Default: all are equally far.',
    },
  ),
  standby: setting('ROSTRUM_STANDBY', StandbyPolicySchema, {
    about:
      'What a room keeps ready for the death of an SFU node, where its webinar does not say: off; standby, a second node ' +
      'while its people are all on one; all, up to three that nobody uses. Who is on the stage is connected to the first ' +
      'ahead. Default standby.',
    fallback: 'standby',
  }),
} as const;

export type ControlConfig = ConfigOf<typeof controlSettings>;
