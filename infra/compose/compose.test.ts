import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@rostrum/config';
import t from 'tap';
import { processSettings } from '../docs/documents.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(new URL('compose.yaml', import.meta.url), 'utf8');

/** Of a service, as the file is laid out: two spaces to a level, one variable to a line. */
function serviceOf(name: string): { module: string; env: Record<string, string> } {
  const block = new RegExp(`^  ${name}:\\n((?:    .*\\n)+)`, 'm').exec(text)?.[1] ?? '';
  const module = /^ {4}command: \[(\S+)\]$/m.exec(block)?.[1] ?? '';
  const variables = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(block)?.[1] ?? '';
  const env = [...variables.matchAll(/^ {6}([A-Z_]+): (.*)$/gm)].map(([, key = '', value = '']) => [key, value]);
  return { module, env: Object.fromEntries(env) };
}

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

const filled = (value: string) => value.replace(/\$\{([A-Z_]+):\?\}/g, (_, name: string) => given[name] ?? `?${name}?`);

for (const { title: name, settings } of processSettings.filter(({ title }) => title !== 'npm start')) {
  t.test(`${name} takes what the compose file gives it`, async (t) => {
    const { module, env } = serviceOf(name);
    t.ok(existsSync(join(root, module)) && module.endsWith('main.ts'), module);
    const values = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)]));
    t.ok(Object.keys(values).length >= 3);
    t.doesNotThrow(() => readConfig(settings, values));
  });
}

t.test('every variable that it asks for is known here and in the manual', async (t) => {
  const asked = new Set([...text.matchAll(/\$\{([A-Z_]+)[^}]*\}/g)].map(([, name = '']) => name));
  t.same([...asked].sort(), Object.keys(given).sort());
  const manual = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  for (const name of asked) t.match(manual, name);
});
