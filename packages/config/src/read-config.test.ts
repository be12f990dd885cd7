import { test } from 'tap';
import Type from 'typebox';
import { common, optionalSetting, readConfig } from './index.ts';

const settings = {
  port: common.port,
  host: common.host,
  extra: optionalSetting('EXTRA', Type.Integer(), { about: 'A number.' }),
};

test('text becomes what the schema says, defaults are filled in', async (t) => {
  const config = readConfig(settings, { ROSTRUM_PORT: '8080', PATH: '/bin' });
  t.same(config, { port: 8080, host: '127.0.0.1', extra: undefined });
  t.throws(() => Object.assign(config, { port: 1 }), 'it is frozen');
});

test('every mistake gets a sentence', async (t) => {
  t.throws(() => readConfig(settings, { ROSTRUM_PROT: '1', EXTRA: 'x' }), {
    code: 'CONFIG_INVALID',
    publicMessage: /ROSTRUM_PROT is not a setting.*ROSTRUM_PORT is not set.*EXTRA must be integer/s,
  });
});
