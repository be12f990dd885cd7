import {
  type ConfigOf,
  common,
  optionalSetting,
  programmeFormat,
  retention,
  setting,
  storage,
  turn,
  videoCodec,
} from '@rostrum/config';
import Type from 'typebox';

const Port = Type.Integer({ minimum: 1, maximum: 65535 });
const Count = Type.Integer({ minimum: 1, maximum: 16 });
const HttpUrl = Type.String({ pattern: '^https?://', maxLength: 2048 });

const port = (key: string, what: string) =>
  optionalSetting(key, Port, { about: `${what} When this is set and taken, the start fails.` });

/** What `npm start` reads. It runs every process on this machine and gives each its own settings. */
export const startSettings = {
  dataDir: setting('ROSTRUM_DATA_DIR', Type.String({ minLength: 1, maxLength: 4096 }), {
    about: 'The folder of all that is kept: secret, database, Redis, segments, recordings, logs; default data.',
    fallback: 'data',
  }),
  secret: optionalSetting('ROSTRUM_SECRET', common.secret.schema, {
    about: 'Signs links, sessions and the links between processes. Default: made once, kept in the data folder.',
  }),
  logLevel: common.logLevel,
  host: setting('ROSTRUM_HOST', common.host.schema, {
    about: 'The address that pages, programmes and media are served at; default 127.0.0.1, 0.0.0.0 for all.',
    fallback: '127.0.0.1',
  }),
  publicUrl: optionalSetting('ROSTRUM_PUBLIC_URL', HttpUrl, {
    about: 'Where people reach this server with a browser. Default: its own address and port.',
  }),
  originPublicUrl: optionalSetting('ROSTRUM_ORIGIN_PUBLIC_URL', HttpUrl, {
    about: "Where viewers' players reach the origin, or the CDN before it. Default: its own address and port.",
  }),
  announcedAddress: optionalSetting('ROSTRUM_ANNOUNCED_ADDRESS', Type.String({ minLength: 1, maxLength: 255 }), {
    about: 'The address that browsers send media to, when it is not the bound one (NAT, a public address).',
  }),
  ...turn,
  videoCodec,
  ...programmeFormat,
  trustedProxies: optionalSetting('ROSTRUM_TRUSTED_PROXIES', Type.String({ pattern: '^[a-zA-Z0-9.:/, ]{1,2000}$' }), {
    about: 'Addresses or networks, with commas, of TLS proxies before the pages. Default: this machine.',
  }),
  emptyStageMinutes: setting('ROSTRUM_EMPTY_STAGE_MINUTES', Type.Integer({ minimum: 0, maximum: 1440 }), {
    about: 'A live webinar ends by itself after so many minutes with nobody on the stage; default 30, 0 for never.',
    fallback: '30',
  }),
  ...retention,
  ...storage,
  databaseUrl: optionalSetting('DATABASE_URL', Type.String({ pattern: '^postgres(ql)?://', maxLength: 2048 }), {
    about: 'A PostgreSQL server. Default: PGlite in the data folder.',
  }),
  redisUrl: optionalSetting('REDIS_URL', Type.String({ pattern: '^rediss?://', maxLength: 2048 }), {
    about: 'A Redis server. Default: a Redis of our own on a private port, kept in the data folder.',
  }),
  controlPort: port(
    'ROSTRUM_CONTROL_PORT',
    'The port of the pages, the API and signaling; default 8080 or a free one.',
  ),
  originPort: port('ROSTRUM_ORIGIN_PORT', 'The port of the programmes; default 8081 or a free one.'),
  sfuPort: port('ROSTRUM_SFU_PORT', "The first SFU node's HTTP port, loopback only; default 8082 or a free one."),
  rtcPort: port('ROSTRUM_RTC_PORT', "The first SFU node's media port, UDP and TCP; default 40000 or a free one."),
  mixerPort: port('ROSTRUM_MIXER_PORT', "The first mixer node's HTTP port, loopback only; default 8083 or a free one."),
  recorderPort: port('ROSTRUM_RECORDER_PORT', "The recorder's HTTP port, loopback only; default 8084 or a free one."),
  redisPort: port('ROSTRUM_REDIS_PORT', 'The port of our own Redis, loopback only; default 6390 or a free one.'),
  controls: setting('ROSTRUM_CONTROLS', Count, {
    about:
      'How many control processes to run behind one port, 1 to 16; default 1. More than one need DATABASE_URL, and see ' +
      'all callers as one address.',
    fallback: '1',
  }),
  sfus: setting('ROSTRUM_SFUS', Count, { about: 'How many SFU nodes to run, 1 to 16; default 1.', fallback: '1' }),
  mixers: setting('ROSTRUM_MIXERS', Count, {
    about: 'How many mixer nodes to run, 1 to 16; default 1.',
    fallback: '1',
  }),
  workerBin: optionalSetting('MEDIASOUP_WORKER_BIN', Type.String({ minLength: 1 }), {
    about: "The mediasoup worker's program. Default: a cached, downloaded or built one.",
  }),
} as const;

export type StartConfig = ConfigOf<typeof startSettings>;
