import Type from 'typebox';
import { optionalSetting, setting } from './setting.ts';

// Settings that several processes have. Each process composes its own schema from these in its config.ts.

const Url = (pattern: string) => Type.String({ pattern, maxLength: 2048 });

export const common = {
  secret: setting('ROSTRUM_SECRET', Type.String({ minLength: 32, maxLength: 512 }), {
    about: 'Signs links, sessions and the links between processes; the same for all processes; at least 32 characters.',
  }),
  logLevel: setting(
    'ROSTRUM_LOG_LEVEL',
    Type.Union(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level))),
    { about: 'trace, debug, info, warn, error, fatal or silent; default info.', fallback: 'info' },
  ),
  host: setting('ROSTRUM_HOST', Type.String({ minLength: 1, maxLength: 255 }), {
    about: 'The address that the HTTP port is bound to; default 127.0.0.1.',
    fallback: '127.0.0.1',
  }),
  port: setting('ROSTRUM_PORT', Type.Integer({ minimum: 0, maximum: 65535 }), {
    about: 'The HTTP port; 0 takes a free one.',
  }),
} as const;

export const redis = {
  redisUrl: setting('REDIS_URL', Url('^rediss?://'), { about: 'The Redis server: redis://host:port or rediss://….' }),
} as const;

export const node = {
  nodeId: setting('ROSTRUM_NODE_ID', Type.String({ pattern: '^[a-zA-Z0-9._-]{1,64}$' }), {
    about: 'A name of this node that no other node of its kind has.',
  }),
  region: setting('ROSTRUM_REGION', Type.String({ pattern: '^[a-z0-9-]{1,32}$' }), {
    about: 'Where the node stands; people are placed in their own region; default "local".',
    fallback: 'local',
  }),
  linkUrl: optionalSetting('ROSTRUM_LINK_URL', Url('^wss?://'), {
    about: 'Where control reaches this node, if not at its own address and port: ws://host:port/link.',
  }),
} as const;

/** Which video codec cameras are asked to send. */
export const videoCodec = setting('ROSTRUM_VIDEO_CODEC', Type.Union([Type.Literal('vp8'), Type.Literal('h264')]), {
  about: 'What cameras send: vp8, or h264, which phones code in hardware; default vp8. Every browser plays both.',
  fallback: 'vp8',
});

export const turn = {
  turnUrls: optionalSetting(
    'ROSTRUM_TURN_URLS',
    Type.String({ pattern: '^turns?:[^\\s,]+(,\\s*turns?:[^\\s,]+)*$', maxLength: 2048 }),
    {
      about:
        'TURN servers, with commas, for browsers whose network lets nothing else through: ' +
        'turn:turn.example.org:3478,turns:turn.example.org:5349?transport=tcp. Default: none.',
    },
  ),
  turnSecret: optionalSetting('ROSTRUM_TURN_SECRET', Type.String({ minLength: 16, maxLength: 512 }), {
    about: "The TURN servers' static-auth-secret, which the browsers' short-lived credentials are made with.",
  }),
  turnLifeSeconds: setting('ROSTRUM_TURN_LIFE_SECONDS', Type.Integer({ minimum: 5, maximum: 86_400 }), {
    about:
      'How long a TURN credential can be used to open a relay, 5 to 86400; default 43200, longer than a webinar. Each ' +
      'new try gets a new credential.',
    fallback: '43200',
  }),
} as const;

/** What programmes are made in. */
export const programmeFormat = {
  canvas: setting(
    'ROSTRUM_CANVAS',
    Type.Union([Type.Literal('720p30'), Type.Literal('720p25'), Type.Literal('1080p30'), Type.Literal('1080p25')]),
    {
      about:
        'The largest picture of programmes, in lines and frames a second: 720p30, 720p25, 1080p30 or 1080p25; default 720p30.',
      fallback: '720p30',
    },
  ),
  ladder: setting('ROSTRUM_LADDER', Type.String({ pattern: '^(none|\\d{2,4}(,\\d{2,4}){0,3})$' }), {
    about:
      'Heights, with commas, of the smaller pictures that programmes are encoded in too, for viewers with less ' +
      'bandwidth; none for the largest alone. Default 480,240. Not to be changed while a programme is live.',
    fallback: '480,240',
  }),
} as const;

/** What is kept of recordings. */
export const retention = {
  retentionDays: optionalSetting('ROSTRUM_RETENTION_DAYS', Type.Integer({ minimum: 1, maximum: 36_500 }), {
    about: 'Recordings are deleted so many days after they were made. Default: never. A webinar may have its own rule.',
  }),
  retentionCount: optionalSetting('ROSTRUM_RETENTION_COUNT', Type.Integer({ minimum: 1, maximum: 100_000 }), {
    about: 'Of all recordings so many are kept, the newest. Default: all. A webinar may have its own rule.',
  }),
  retentionGigabytes: optionalSetting('ROSTRUM_RETENTION_GIGABYTES', Type.Integer({ minimum: 1, maximum: 9_000_000 }), {
    about:
      'Of all recordings with their replays so many gigabytes (10⁹ bytes) are kept, the newest. Default: all. A webinar ' +
      'may have its own rule.',
  }),
  binDays: setting('ROSTRUM_BIN_DAYS', Type.Integer({ minimum: 0, maximum: 3650 }), {
    about: 'What was deleted, by a person or a rule, can be restored for so many days; default 7.',
    fallback: '7',
  }),
} as const;

/** Where segments, recordings and pictures are kept; the same for all processes that have it. */
export const storage = {
  lowSpaceGigabytes: setting('ROSTRUM_LOW_SPACE_GIGABYTES', Type.Integer({ minimum: 0, maximum: 1_000_000 }), {
    about:
      'Organizers and log are warned when the disk of the data folder has less free space than so many gigabytes ' +
      '(10⁹ bytes); default 10, which is four hours of a programme and its recording. 0: never.',
    fallback: '10',
  }),
  storage: setting('ROSTRUM_STORAGE', Type.Union([Type.Literal('folder'), Type.Literal('s3')]), {
    about: 'Where segments, recordings and pictures are kept: folder (media in the data folder) or s3; default folder.',
    fallback: 'folder',
  }),
  s3Endpoint: optionalSetting('ROSTRUM_S3_ENDPOINT', Url('^https?://[^/?#@]+/?$'), {
    about: "The S3-compatible server: https://host:port. Default: Amazon's, of the region.",
  }),
  s3Bucket: optionalSetting('ROSTRUM_S3_BUCKET', Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' }), {
    about: 'The bucket, which must be there; nothing else should be in it.',
  }),
  s3Region: setting('ROSTRUM_S3_REGION', Type.String({ pattern: '^[a-zA-Z0-9-]{1,64}$' }), {
    about: "The bucket's region; default us-east-1, which servers that have none take.",
    fallback: 'us-east-1',
  }),
  s3KeyId: optionalSetting('ROSTRUM_S3_KEY_ID', Type.String({ minLength: 1, maxLength: 256 }), {
    about: 'The id of the access key, which may read, write, list and delete in the bucket.',
  }),
  s3KeySecret: optionalSetting('ROSTRUM_S3_KEY_SECRET', Type.String({ minLength: 1, maxLength: 512 }), {
    about: 'The secret of the access key.',
  }),
  s3PathStyle: setting('ROSTRUM_S3_PATH_STYLE', Type.Boolean(), {
    about: "true: the bucket's name is in the path, as most servers want; false: in the host's name; default true.",
    fallback: 'true',
  }),
} as const;

export const dataDir = setting('ROSTRUM_DATA_DIR', Type.String({ minLength: 1, maxLength: 4096 }), {
  about: 'The folder that keeps the database, segments and recordings.',
});

export const httpUrl = (key: string, about: string) => setting(key, Url('^https?://'), { about });
