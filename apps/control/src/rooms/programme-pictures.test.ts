import { defaultBranding, Fault } from '@rostrum/protocol';
import { createLogger } from '@rostrum/service';
import t from 'tap';
import { ProgrammePictures } from './programme-pictures.ts';

const [red, blue] = ['a'.repeat(64), 'b'.repeat(64)];
const log = createLogger('test', 'silent');
const look = {
  branding: async () => defaultBranding,
  picture: async (_use: string, id: string) => Buffer.from(id.slice(0, 1)),
};

t.test('each picture is given once, and again to a mixer that takes over', async (t) => {
  const pictures = new ProgrammePictures(look, log);
  const given: string[] = [];
  const give = async ({ assetId, bytesBase64 }: { assetId: string; bytesBase64: string }) => {
    t.equal(Buffer.from(bytesBase64, 'base64').toString(), assetId.slice(0, 1));
    given.push(assetId);
  };
  t.notOk(pictures.lacks(defaultBranding));
  const branding = { ...defaultBranding, logo: red };
  t.ok(pictures.lacks(branding));
  await pictures.bring(branding, give);
  await pictures.bring({ ...branding, backgroundImage: blue }, give);
  t.same(given, [red, blue]);
  t.notOk(pictures.lacks(branding));
  pictures.forget();
  await pictures.bring(branding, give);
  t.same(given, [red, blue, red]);
});

t.test('a picture that can never be had is left out; one that may be had later is a fault', async (t) => {
  const pictures = new ProgrammePictures(look, log);
  const branding = { ...defaultBranding, logo: red };
  const away = async () => {
    throw new Fault('LINK_CLOSED');
  };
  await t.rejects(pictures.bring(branding, away), { code: 'LINK_CLOSED' });
  t.ok(pictures.lacks(branding));
  await pictures.bring(branding, async () => {
    throw new Fault('ASSET_INVALID');
  });
  t.notOk(pictures.lacks(branding), 'it is not asked for again');
});
