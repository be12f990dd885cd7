import { readConfig } from '@rostrum/config';
import t from 'tap';
import { makePlan } from './plan.ts';
import { startSettings } from './settings.ts';

const ports = {
  control: 1,
  controls: [] as number[],
  origin: 2,
  recorder: 3,
  sfus: [
    { http: 4, rtc: 5 },
    { http: 6, rtc: 7 },
  ],
  mixers: [8],
  redis: 9,
};

const planOf = (env: Record<string, string>, more = {}) =>
  makePlan({
    root: '/r',
    config: readConfig(startSettings, env),
    ports: { ...ports, ...more },
    dataDir: '/d',
    secret: 's'.repeat(32),
    outsideAddress: '192.0.2.7',
    base: { PATH: '/bin', HOME: '/h' },
  });

const envOf = (plan: ReturnType<typeof planOf>, name: string) =>
  plan.processes.find((spec) => spec.name === name)?.env ?? {};

t.test('processes are ended in the order control, recorder, mixers, SFUs, origin', async (t) => {
  const plan = planOf({});
  t.same(
    plan.processes.map(({ name }) => name),
    ['control', 'recorder', 'mixer-1', 'sfu-1', 'sfu-2', 'origin'],
  );
  t.match(plan.redis, { name: 'redis', args: ['9', '/d/redis'], env: { REDIS_PASSWORD: /^[0-9a-f]{64}$/ } });
});

t.test('several control processes stand behind one port, over one PostgreSQL', async (t) => {
  const several = { controls: [10, 11] };
  t.throws(() => planOf({}, several), { message: /DATABASE_URL/, exitCode: 78 });
  const plan = planOf({ DATABASE_URL: 'postgresql://host/db', ROSTRUM_HOST: '0.0.0.0' }, several);
  t.match(plan.processes[0], { name: 'balancer', args: ['0.0.0.0', '1', '10', '11'] });
  for (const [name, port] of [
    ['control-1', '10'],
    ['control-2', '11'],
  ] as const) {
    t.match(envOf(plan, name), {
      ROSTRUM_NODE_ID: name,
      ROSTRUM_HOST: '127.0.0.1',
      ROSTRUM_PORT: port,
      ROSTRUM_PUBLIC_URL: 'http://192.0.2.7:1',
    });
  }
  t.equal(plan.controlUrl, 'http://127.0.0.1:1');
});

t.test('those that use the storage get it, and nobody else', async (t) => {
  const s3 = { ROSTRUM_STORAGE: 's3', ROSTRUM_S3_BUCKET: 'media', ROSTRUM_S3_KEY_ID: 'id', ROSTRUM_S3_KEY_SECRET: 'x' };
  const plan = planOf({ ...s3, ROSTRUM_S3_ENDPOINT: 'https://s3.example.org' });
  const more = { ROSTRUM_S3_ENDPOINT: 'https://s3.example.org', ROSTRUM_S3_PATH_STYLE: 'true' };
  for (const name of ['control', 'origin', 'recorder']) t.match(envOf(plan, name), { ...s3, ...more }, name);
  for (const name of ['mixer-1', 'sfu-1']) t.equal(envOf(plan, name).ROSTRUM_S3_KEY_SECRET, undefined, name);
});

t.test('each gets its own ports and the same secret and Redis', async (t) => {
  const plan = planOf({});
  t.match(envOf(plan, 'control'), {
    ROSTRUM_PORT: '1',
    ROSTRUM_PUBLIC_URL: 'http://127.0.0.1:1',
    ROSTRUM_ORIGIN_URL: 'http://127.0.0.1:2',
    ROSTRUM_DATA_DIR: '/d',
  });
  t.match(envOf(plan, 'sfu-2'), { ROSTRUM_PORT: '6', ROSTRUM_RTC_PORT: '7', ROSTRUM_NODE_ID: 'sfu-2' });
  for (const { env, name } of plan.processes) {
    t.equal(env.ROSTRUM_SECRET, 's'.repeat(32), name);
    if (name !== 'origin') t.match(env.REDIS_URL, /^redis:\/\/:[0-9a-f]{64}@127\.0\.0\.1:9$/, name);
  }
  t.notOk('DATABASE_URL' in envOf(plan, 'control'));
});

t.test('at every address: links and media name one that others can reach', async (t) => {
  const plan = planOf({ ROSTRUM_HOST: '0.0.0.0' });
  t.match(envOf(plan, 'control'), {
    ROSTRUM_HOST: '0.0.0.0',
    ROSTRUM_PUBLIC_URL: 'http://192.0.2.7:1',
    ROSTRUM_ORIGIN_PUBLIC_URL: 'http://192.0.2.7:2',
    ROSTRUM_ORIGIN_URL: 'http://127.0.0.1:2',
  });
  t.match(envOf(plan, 'sfu-1'), { ROSTRUM_HOST: '127.0.0.1', ROSTRUM_ANNOUNCED_ADDRESS: '192.0.2.7' });
  t.equal(plan.controlUrl, 'http://127.0.0.1:1');
});

t.test('servers of somebody else are used when they are named', async (t) => {
  const env = { REDIS_URL: 'rediss://r.example:6380', DATABASE_URL: 'postgresql://d.example/rostrum' };
  const plan = planOf(env, { redis: undefined });
  t.equal(plan.redis, undefined);
  t.match(envOf(plan, 'control'), env);
  t.equal(envOf(plan, 'recorder').REDIS_URL, env.REDIS_URL);
});
