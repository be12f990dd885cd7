import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@rostrum/config';
import t from 'tap';
import { parse } from 'yaml';
import { processSettings } from '../docs/documents.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(new URL('compose.yaml', import.meta.url), 'utf8');

interface Service {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
}
const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Service>> };

/** What somebody would put into `.env`. */
const given: Record<string, string> = {
  ROSTRUM_SECRET: 'a secret of thirty-two characters!',
  REDIS_PASSWORD: 'password',
  ROSTRUM_PUBLIC_URL: 'https://webinars.example.org',
  ROSTRUM_ORIGIN_PUBLIC_URL: 'https://live.example.org',
  PUBLIC_ADDRESS: '203.0.113.7',
  TURN_HOST: 'turn.example.org',
  TURN_SECRET: 'a secret of sixteen',
  TURN_CERT_DIR: '/etc/letsencrypt/live/turn.example.org',
};

/** As compose does it: what is not given has the default that stands behind `:-`, and what has none is an error. */
const filled = (value: string | number, env: Readonly<Record<string, string>>) =>
  String(value).replace(/\$\{([A-Z0-9_]+):([?-])([^}]*)\}/g, (_, name: string, sign: string, fallback: string) => {
    if (env[name] === undefined && sign === '?') throw new TypeError(`${name} is not given`);
    return env[name] ?? fallback;
  });

const bucket = {
  ROSTRUM_STORAGE: 's3',
  ROSTRUM_S3_ENDPOINT: 'https://s3.example.org',
  ROSTRUM_S3_BUCKET: 'webinars',
  ROSTRUM_S3_REGION: 'eu-west-1',
  ROSTRUM_S3_KEY_ID: 'id',
  ROSTRUM_S3_KEY_SECRET: 'key',
};

for (const { title: name, settings } of processSettings.filter(({ title }) => title !== 'npm start')) {
  t.test(`${name} takes what the compose file gives it, with a folder and with a bucket`, async (t) => {
    const { command = [], environment = {} } = services[name] ?? {};
    t.ok(existsSync(join(root, command[0] ?? '')) && command[0]?.endsWith('main.ts'));
    for (const env of [given, { ...given, ...bucket }]) {
      const values = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, filled(value, env)]));
      const config = readConfig(settings, values) as { storage?: string; s3Bucket?: string };
      if ('storage' in settings) t.match(config, env === given ? { storage: 'folder' } : { s3Bucket: 'webinars' });
    }
  });
}

t.test('every variable that it asks for is known here and in the manual', async (t) => {
  const asked = new Set([...text.matchAll(/\$\{([A-Z0-9_]+)[^}]*\}/g)].map(([, name = '']) => name));
  t.same([...asked].sort(), Object.keys({ ...given, ...bucket }).sort());
  const manual = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  for (const name of asked) t.match(manual, name);
});
