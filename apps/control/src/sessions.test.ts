import { newId } from '@rostrum/protocol';
import { test } from 'tap';
import { Links } from './links.ts';
import { Sessions } from './sessions.ts';

const secret = 's'.repeat(40);
const links = new Links({ secret, publicUrl: 'https://example.org/' });
const sessions = new Sessions(secret);
const webinar = () => ({ id: newId('webinar'), createdAt: new Date() });
const tokenOf = (link: string) => new URL(link).hash.slice(1);

test('a link is the same each time, and says what its holder may', async (t) => {
  const row = webinar();
  const made = await links.of(row);
  t.same(await links.of(row), made);
  t.match(made.viewer, /^https:\/\/example\.org\/watch#/);
  t.match(made.host, /^https:\/\/example\.org\/studio#/);
  t.same(await links.read(tokenOf(made.host)), { webinarId: row.id, role: 'host', plain: false });
  t.match(await links.read(tokenOf(await links.synthetic(row))), { role: 'presenter', plain: true });
});

test('a link of long ago, of another server, or for something else is refused', async (t) => {
  const old = await links.of({ ...webinar(), createdAt: new Date(Date.now() - 367 * 86_400_000) });
  await t.rejects(links.read(tokenOf(old.host)), { code: 'TOKEN_EXPIRED' });
  const foreign = await new Links({ secret: 'x'.repeat(40), publicUrl: 'https://example.org' }).of(webinar());
  await t.rejects(links.read(tokenOf(foreign.host)), { code: 'TOKEN_INVALID' });
  const { token } = await sessions.open({ webinarId: newId('webinar'), role: 'host', plain: false }, {});
  await t.rejects(links.read(token), { code: 'TOKEN_INVALID' });
  await t.rejects(links.read('nonsense'), { code: 'TOKEN_INVALID' });
});

test('a browser that comes back is the same person, in the same webinar and role only', async (t) => {
  const rights = { webinarId: newId('webinar'), role: 'presenter', plain: false } as const;
  const first = await sessions.open(rights, {});
  t.same(await sessions.read(first.token), first.session);
  const id = first.session.participantId;
  t.equal((await sessions.open(rights, { earlierToken: first.token })).session.participantId, id);
  t.not((await sessions.open({ ...rights, role: 'host' }, { earlierToken: first.token })).session.participantId, id);
  t.not(
    (await sessions.open({ ...rights, webinarId: newId('webinar') }, { earlierToken: first.token })).session
      .participantId,
    id,
  );
  t.not((await sessions.open(rights, { earlierToken: 'forged' })).session.participantId, id);
});
