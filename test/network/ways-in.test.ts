import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkStage } from '../support/net/network-stage.ts';
import { makeCertificate } from '../support/net/test-certificate.ts';
import type { TestHost } from '../support/net/test-host.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { credentialUntil, tryRelay } from '../support/net/try-relay.ts';
import { startTurnServer } from '../support/net/turn-server.ts';
import { until } from '../support/until.ts';

t.setTimeout(230_000);

const secret = 'the shared secret of a test';
/** Long enough to join with on a busy machine, short enough to wait for its end. */
const lifeSeconds = 20;
const [plainPort, tlsPort] = ['3478', '5349'];

t.test('how media finds its way past a presenter’s network', { skip: whyNoNetworks() ?? false }, async (t) => {
  const network = TestNetwork.open();
  t.teardown(() => network.close());
  const turnHost = network.addHost('turn');
  const { address } = turnHost;
  const [udpUrl, tcpUrl] = [`turn:${address}:${plainPort}`, `turn:${address}:${plainPort}?transport=tcp`];
  const stage = await NetworkStage.open(network, {
    ROSTRUM_TURN_URLS: `${udpUrl},${tcpUrl},turns:${address}:${tlsPort}?transport=tcp`,
    ROSTRUM_TURN_SECRET: secret,
    ROSTRUM_TURN_LIFE_SECONDS: `${lifeSeconds}`,
  });
  t.teardown(() => stage.close());
  t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
  const certificate = makeCertificate(address, stage.stack.dir);
  const startTurn = () =>
    startTurnServer({ host: turnHost, secret, peer: network.address, certificate, dir: stage.stack.dir });
  let turn = await startTurn();
  t.teardown(() => turn.stop());
  const watcher = await stage.join({ host: network.addHost('open'), name: 'Watcher', sends: false });

  const blockSfu = (host: TestHost, protocol: 'udp' | 'tcp') => {
    for (const port of stage.stack.rtcPorts) host.block(protocol, '-d', network.address, '--dport', `${port}`);
  };
  const toTurn = (port: string) => ['-d', address, '--dport', port];

  await t.test('the SFU is out of reach: TURN over UDP', async (t) => {
    const host = network.addHost('sealed');
    for (const protocol of ['udp', 'tcp'] as const) blockSfu(host, protocol);
    const person = await stage.joinSeenBy(watcher, { host, name: 'Sealed' });
    const [path] = await person.media.paths();
    t.match(path, { local: 'relay', relayProtocol: 'udp', localAddress: address });
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });

  await t.test('UDP is blocked, and TCP gets through to the TURN server only', async (t) => {
    const host = network.addHost('blocked');
    host.block('udp');
    blockSfu(host, 'tcp');
    host.block('tcp', ...toTurn(tlsPort));
    const person = await stage.joinSeenBy(watcher, { host, name: 'Blocked' });
    const [path] = await person.media.paths();
    t.match(path, { local: 'relay', relayProtocol: 'tcp', localAddress: address });
    t.ok((await watcher.media.inbound('audio')).packetsReceived > 20, 'their sound comes, too');
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });

  await t.test('nothing but TLS gets through; a credential that has expired is renewed', async (t) => {
    const host = network.addHost('tls-only');
    host.block('udp');
    blockSfu(host, 'tcp');
    host.block('tcp', ...toTurn(plainPort));
    const person = await stage.joinSeenBy(watcher, { host, name: 'TLS only', args: certificate.browserArgs });
    const [path] = await person.media.paths();
    t.match(path, { local: 'relay', relayProtocol: 'tls', localAddress: address });
    t.comment(JSON.stringify(path));

    const username = () =>
      person.page.evaluate(() => {
        const open = window.testConnections.filter(({ connectionState }) => connectionState !== 'closed');
        return open.map((one) => one.getConfiguration().iceServers?.[0]?.username ?? '').sort()[0] ?? '';
      });
    const first = await username();
    const expiresInMs = Number.parseInt(first, 10) * 1000 - Date.now();
    t.ok(expiresInMs <= lifeSeconds * 1000, 'it is short-lived');
    await sleep(Math.max(0, expiresInMs) + 2000);
    const before = (await watcher.media.inbound('video')).framesDecoded;
    await until(async () => (await watcher.media.inbound('video')).framesDecoded > before + 20);
    t.pass('what is open stays open');

    await turn.stop();
    turn = await startTurn();
    const brokenAt = performance.now();
    const meanwhile = (await watcher.media.inbound('video')).framesDecoded;
    await until(async () => (await watcher.media.inbound('video')).framesDecoded > meanwhile + 20, 30_000);
    t.comment(`media back ${Math.round(performance.now() - brokenAt)} ms after the TURN server`);
    t.match((await person.media.paths())[0], { local: 'relay', relayProtocol: 'tls' });
    t.not(await username(), first, 'with a credential that is new');
    await stage.leave(person);
  });

  await t.test('the TURN server refuses who is not, or no longer, known', async (t) => {
    const { page } = watcher;
    const urls = [udpUrl];
    const now = Date.now() / 1000;
    t.same(await tryRelay(page, { urls, ...credentialUntil(secret, now + 30, 'anna') }), { relay: address });
    t.same(await tryRelay(page, { urls, ...credentialUntil(secret, now - 30, 'anna') }), { errorCode: 401 });
    t.same(await tryRelay(page, { urls, ...credentialUntil('another secret', now + 30, 'anna') }), { errorCode: 401 });
    const longer = credentialUntil(secret, now + 30, 'anna');
    t.same(await tryRelay(page, { urls, ...longer, username: `${Math.floor(now) + 3000}:anna` }), { errorCode: 401 });
  });

  await t.test('UDP is blocked: the SFU takes TCP, without help', async (t) => {
    const host = network.addHost('no-udp');
    host.block('udp');
    for (const port of [plainPort, tlsPort]) host.block('tcp', ...toTurn(port));
    const person = await stage.joinSeenBy(watcher, { host, name: 'No UDP' });
    const [path] = await person.media.paths();
    t.match(path, { protocol: 'tcp', localAddress: host.address, remoteAddress: network.address });
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });

  await t.test('a NAT that takes another port for each destination is no obstacle', async (t) => {
    const { host, router } = network.addHostBehindNat('hidden');
    const person = await stage.joinSeenBy(watcher, { host, name: 'Hidden' });
    const [path] = await person.media.paths();
    // Our own candidate is the one that the SFU saw: the router's address (`prflx`, RFC 8445 section 7.2.5.3.1).
    t.match(path, { local: 'prflx', protocol: 'udp', localAddress: router.address, remoteAddress: network.address });
    t.comment(JSON.stringify(path));
    await stage.leave(person);
  });
});
